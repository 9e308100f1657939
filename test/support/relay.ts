import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { closeServer, listen } from "../../src/local/http/listen.ts";

/**
 * What to do at a call, counted from 1: immediately before it reaches the cloud, or immediately after its effect. It
 * gets no response.
 */
export interface Strike {
  readonly call: number;
  readonly when: "before" | "after";
  strike(): void;
}

/** A proxy in front of a local cloud that forwards everything and counts the AWS calls. */
export interface Relay {
  readonly endpoint: string;
  calls(): number;
  stop(): Promise<void>;
}

/** Returns a response to send instead of the cloud's; undefined forwards the cloud's. */
export type Rewrite = (method: string, path: string, body: string) => string | undefined;

/**
 * Starts a relay on loopback. Requests are forwarded unchanged, because their signatures cover this address; `stages`
 * replaces the cloud's list of deployed stages.
 */
export async function startRelay(
  endpoint: string,
  struck?: Strike,
  stages?: readonly object[],
  rewrite?: Rewrite,
): Promise<Relay> {
  let calls = 0;
  const server = createServer((message, response) => {
    if (stages && message.url === "/_local/stages") return void response.end(JSON.stringify(stages));
    const isCall = !message.url?.startsWith("/_local/");
    if (isCall) calls += 1;
    const hit = isCall && struck?.call === calls ? struck : undefined;
    passOn(endpoint, message, response, hit, rewrite).catch(() => response.destroy());
  });
  const port = await listen(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, calls: () => calls, stop: () => closeServer(server) };
}

async function passOn(
  endpoint: string,
  message: IncomingMessage,
  response: ServerResponse,
  hit: Strike | undefined,
  rewrite: Rewrite | undefined,
): Promise<void> {
  const body = Buffer.concat(await message.toArray());
  if (hit?.when === "before") return end(hit, response);
  const { url: path = "/", method = "GET", headers } = message;
  const received = await new Promise<IncomingMessage>((resolve, reject) => {
    request(endpoint, { path, method, headers }, resolve).once("error", reject).end(body);
  });
  const content = Buffer.concat(await received.toArray());
  if (hit) return end(hit, response);
  const changed = rewrite?.(method, path, content.toString());
  const { "content-length": _, ...others } = received.headers;
  response.writeHead(received.statusCode ?? 502, changed === undefined ? received.headers : others);
  response.end(changed ?? content);
}

function end(hit: Strike, response: ServerResponse): void {
  hit.strike();
  response.destroy();
}
