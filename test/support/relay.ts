import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { closeServer, listen } from "../../src/local/http/listen.ts";

/**
 * What to do at a call, counted from 1: immediately before it reaches the cloud, or immediately after its effect. The
 * call gets no response.
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

/** An AWS error, as Lambda and API Gateway return it. */
interface Rejection {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Returns an error to send without forwarding the call; undefined forwards it. */
export type Reject = (method: string, path: string) => Rejection | undefined;

/**
 * Starts a relay on loopback. The Host header is forwarded unchanged, because signatures cover it. `stages` replaces
 * the cloud's list of deployed stages.
 */
export async function startRelay(
  endpoint: string,
  struck?: Strike,
  stages?: readonly object[],
  rewrite?: Rewrite,
  reject?: Reject,
): Promise<Relay> {
  let calls = 0;
  const server = createServer((message, response) => {
    if (stages && message.url === "/_local/stages") return void response.end(JSON.stringify(stages));
    const rejection = reject?.(message.method ?? "GET", message.url ?? "/");
    if (rejection) return respondWith(rejection, response);
    const isCall = !message.url?.startsWith("/_local/");
    if (isCall) calls += 1;
    const hit = isCall && struck?.call === calls ? struck : undefined;
    forward(endpoint, message, response, hit, rewrite).catch(() => response.destroy());
  });
  const port = await listen(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, calls: () => calls, stop: () => closeServer(server) };
}

async function forward(
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

function respondWith({ status, code, message }: Rejection, response: ServerResponse): void {
  response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": code });
  response.end(JSON.stringify({ message, Message: message }));
}

function end(hit: Strike, response: ServerResponse): void {
  hit.strike();
  response.destroy();
}
