import type { Cloud } from "../../src/aws/cloud.ts";
import type { Client } from "../../src/aws/expect-aws-responses.ts";

/**
 * Where a run dies: immediately before a call is sent, or immediately after its response. Calls are counted from 1,
 * across all services.
 */
export interface Cut {
  readonly call: number;
  readonly when: "before" | "after";
}

/** Simulates that the process dies at a call: the call gets no response, and no further call is sent. */
export function cutAt(cloud: Cloud, { call, when }: Cut): void {
  let made = 0;
  aroundCalls(cloud, async (send) => {
    made += 1;
    const own = made;
    if (own > call || (own === call && when === "before")) throw died();
    const output = await send();
    // Calls that are in flight when the process dies have their effect, but their responses are lost.
    if (made > call || own === call) throw died();
    return output;
  });
}

/** Fails every call after the first `calls`, before it is sent, as if the machine had lost its network connection. */
export function cutAfter(cloud: Cloud, calls: number): void {
  let made = 0;
  aroundCalls(cloud, async (send) => {
    made += 1;
    if (made > calls) throw Object.assign(new Error("The network is unreachable."), { name: "CutOff" });
    return send();
  });
}

/** Simulates Ctrl-C immediately before a call is sent. */
export function interruptAt(cloud: Cloud, call: number, interrupt: () => void): void {
  let made = 0;
  aroundCalls(cloud, (send) => {
    made += 1;
    if (made === call) interrupt();
    return send();
  });
}

/** Whether an error comes from `cutAt`. */
export function isDeath(error: unknown): boolean {
  return error instanceof Error && error.name === "Died";
}

function aroundCalls(cloud: Cloud, around: <Output>(send: () => Promise<Output>) => Promise<Output>): void {
  const { iam, lambda, apigateway, dynamodb, s3, logs } = cloud;
  const clients: readonly Client[] = [iam, lambda, apigateway, dynamodb, s3, logs];
  for (const client of clients)
    client.middlewareStack.add((next) => (args) => around(() => next(args)), { step: "initialize" });
}

function died(): Error {
  return Object.assign(new Error("The process died."), { name: "Died" });
}
