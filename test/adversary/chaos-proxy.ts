import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { closeServer, listen } from "../../src/local/http/listen.ts";
import { createDraws } from "../../src/local/timing/draws.ts";

/** The ways to disturb a call: its request or response is lost, delayed, sent twice or cut in half. */
const CHAOS = ["drop-before", "drop-after", "delay", "duplicate", "half-response"] as const;
type Chaos = (typeof CHAOS)[number];

/** A proxy in front of a local cloud that disturbs AWS calls, in the same way for the same seed and order. */
export interface ChaosProxy {
  readonly endpoint: string;
  counts(): Readonly<Record<Chaos | "calls", number>>;
  stop(): Promise<void>;
}

const LONGEST_DELAY_MILLISECONDS = 50;

/** Starts a proxy on loopback that disturbs a share of the calls, from 0 to 1. */
export async function startChaosProxy(endpoint: string, seed: number, share: number): Promise<ChaosProxy> {
  const draws = createDraws(seed);
  const counts = { calls: 0, "drop-before": 0, "drop-after": 0, delay: 0, duplicate: 0, "half-response": 0 };
  const server = createServer((message, response) => {
    const isCall = !message.url?.startsWith("/_local/");
    const kind = isCall && draws.happens(share) ? CHAOS[Math.floor(draws.next([0, CHAOS.length - 1e-9]))] : undefined;
    if (isCall) counts.calls += 1;
    if (kind) counts[kind] += 1;
    disturb(kind, message, response).catch(() => response.destroy());
  });

  async function disturb(kind: Chaos | undefined, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await message.toArray());
    if (kind === "drop-before") return void response.destroy();
    if (kind === "delay") await pause(draws.next([0, LONGEST_DELAY_MILLISECONDS]));
    if (kind === "duplicate") await forward(endpoint, message, body);
    const forwarded = await forward(endpoint, message, body);
    if (kind === "drop-after") return void response.destroy();
    response.writeHead(forwarded.status, forwarded.headers);
    if (kind !== "half-response") return void response.end(forwarded.body);
    response.write(forwarded.body.subarray(0, forwarded.body.length / 2), () => response.destroy());
  }

  const port = await listen(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, counts: () => counts, stop: () => closeServer(server) };
}

/** A response of the local cloud. */
interface ForwardedResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Forwards a request as it was signed, with additional headers that no signature covers. */
export async function forward(
  endpoint: string,
  { url: path = "/", method = "GET", headers }: IncomingMessage,
  body: Buffer,
  added: Readonly<Record<string, string>> = {},
): Promise<ForwardedResponse> {
  const forwarded = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(endpoint, { path, method, headers: { ...headers, ...added }, agent: false }, resolve);
    sent.once("error", reject).end(body);
  });
  return {
    status: forwarded.statusCode ?? 502,
    headers: forwarded.headers,
    body: Buffer.concat(await forwarded.toArray()),
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
