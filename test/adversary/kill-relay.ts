import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readAuthorization } from "../../src/local/auth/signature.ts";
import { closeServer, listen } from "../../src/local/http/listen.ts";
import { isReadOnly, modelOf } from "../../src/local/model/service-model.ts";
import { PROTOCOLS } from "../../src/local/protocol/protocols.ts";
import { forward } from "./chaos-proxy.ts";
import type { KillableDaemon } from "./killable-daemon.ts";

/** Kill points: before an operation changes anything, while it saves, and after it but before its response. */
export const POINTS = ["before", "during", "after"] as const;
export type Point = (typeof POINTS)[number];

/**
 * A relay in front of a daemon, which kills and restarts the daemon once at every point of every operation that changes
 * something.
 */
export interface KillRelay {
  readonly endpoint: string;
  /** The points at which it was killed, by `service operation`. */
  kills(): ReadonlyMap<string, ReadonlySet<Point>>;
  stop(): Promise<void>;
}

/**
 * Starts a relay on loopback. Commands use it as the daemon: it responds to the health check, and forwards calls with
 * the daemon's current token.
 */
export async function startKillRelay(daemon: KillableDaemon): Promise<KillRelay> {
  const kills = new Map<string, Set<Point>>();
  // One kill at a time: concurrent calls fail with the killed daemon, but do not count.
  let isStriking = false;
  const server = createServer((message, response) => {
    relay(message, response).catch(() => response.destroy());
  });

  async function relay(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await message.toArray());
    if (message.url === "/_local/health") return void response.end(JSON.stringify({ status: "ok", pid: process.pid }));
    const { port, token } = await daemon.running();
    const endpoint = `http://127.0.0.1:${port}`;
    const isInternal = message.url?.startsWith("/_local/") === true;
    const operation = isInternal || isStriking ? undefined : changingOperation(message, body);
    const point = operation && POINTS.find((one) => !kills.get(operation)?.has(one));
    const added: Record<string, string> = {};
    if (isInternal) added["authorization"] = `Bearer ${token}`;
    if (point) added["x-kill"] = point;
    if (operation && point) {
      kills.set(operation, (kills.get(operation) ?? new Set()).add(point));
      isStriking = true;
    }
    try {
      const forwarded = await forward(endpoint, message, body, added);
      response.writeHead(forwarded.status, forwarded.headers).end(forwarded.body);
    } finally {
      if (point) isStriking = false;
    }
  }

  const listening = await listen(server, 0);
  return {
    endpoint: `http://127.0.0.1:${listening}`,
    kills: () => kills,
    stop: () => closeServer(server),
  };
}

/** `service operation` of a call that changes something. */
function changingOperation({ url = "/", method = "GET", headers }: IncomingMessage, body: Buffer): string | undefined {
  const [path = "/", query = ""] = url.split("?");
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const request = { method, path, query: new URLSearchParams(query), headers: Object.fromEntries(texts), body };
  const authorization = readAuthorization(request);
  if (!authorization) return undefined;
  const model = modelOf(authorization.service);
  const name = PROTOCOLS[model.protocol].findOperation(request, model)?.name;
  return name === undefined || isReadOnly(name) ? undefined : `${authorization.service} ${name}`;
}
