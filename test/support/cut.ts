import type { InitializeHandler } from "@smithy/types";
import type { Cloud } from "../../src/aws/cloud.ts";

/** Where a run dies: right before its call number so and so is sent, or right after that call was answered. Calls count from 1, over all services. */
export interface Cut {
  readonly call: number;
  readonly when: "before" | "after";
}

/** Makes the process that uses this cloud die at a call: that call's answer never comes, and nothing is called any more. */
export function cutAt(cloud: Cloud, { call, when }: Cut): void {
  let made = 0;
  aroundCalls(cloud, async (send) => {
    made += 1;
    const own = made;
    if (own > call || (own === call && when === "before")) throw died();
    const output = await send();
    // What was under way when the process died has its effect, and nobody hears of it.
    if (made > call || own === call) throw died();
    return output;
  });
}

/** Every call after the first so many fails before it is sent, as if the machine had lost its network. */
export function cutAfter(cloud: Cloud, calls: number): void {
  let made = 0;
  aroundCalls(cloud, async (send) => {
    made += 1;
    if (made > calls) throw Object.assign(new Error("The network is gone."), { name: "CutOff" });
    return send();
  });
}

/** Presses Ctrl-C when a call is about to be sent. */
export function interruptAt(cloud: Cloud, call: number, interrupt: () => void): void {
  let made = 0;
  aroundCalls(cloud, (send) => {
    made += 1;
    if (made === call) interrupt();
    return send();
  });
}

/** What `cutAt` ends a run with. */
export function isDeath(error: unknown): boolean {
  return error instanceof Error && error.name === "Died";
}

function aroundCalls(cloud: Cloud, around: <Output>(send: () => Promise<Output>) => Promise<Output>): void {
  const middleware =
    <Input extends object, Output extends object>(
      next: InitializeHandler<Input, Output>,
    ): InitializeHandler<Input, Output> =>
    (args) =>
      around(() => next(args));
  const first = { step: "initialize" } as const;
  cloud.iam.middlewareStack.add(middleware, first);
  cloud.lambda.middlewareStack.add(middleware, first);
  cloud.apigateway.middlewareStack.add(middleware, first);
  cloud.dynamodb.middlewareStack.add(middleware, first);
  cloud.s3.middlewareStack.add(middleware, first);
  cloud.logs.middlewareStack.add(middleware, first);
}

function died(): Error {
  return Object.assign(new Error("The process died."), { name: "Died" });
}
