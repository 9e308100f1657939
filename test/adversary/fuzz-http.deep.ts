import { request } from "node:http";
import { connect as connectSocket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDraws, type Draws } from "../../src/local/timing/draws.ts";
import { startStack, type TestStack } from "../support/stack.ts";
import { reportCounts } from "./report-counts.ts";

const SEEDS = [1, 2, 3, 4];
const REQUESTS = 400;

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const total: Record<string, number> = {};
afterAll(() => reportCounts("fuzzed requests", total));

test.each(SEEDS)(
  "seed %i: no request, however malformed, gets a 5xx response or ends a server",
  async (seed) => {
    const draws = createDraws(seed);
    const servers = [stack.test.endpoint, stack.apiUrl, stack.websiteUrl];
    for (let index = 0; index < REQUESTS; index += 1) {
      const server = new URL(pick(draws, servers));
      const result = await (draws.happens(0.2) ? sendRaw(draws, server) : sendOdd(draws, server));
      const kind = typeof result === "number" ? `with ${result}` : result;
      total[kind] = (total[kind] ?? 0) + 1;
      if (typeof result === "number" && result >= 500) expect.soft(result, JSON.stringify({ seed, index })).toBe(501);
    }
    for (const server of servers) expect((await fetch(server)).status).toBeLessThan(500);
  },
  120_000,
);

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"];
const PATHS = [
  "/",
  "/dev",
  "/dev/items",
  "/dev/items/%00",
  "/%",
  "/%ff",
  "//",
  "/..%2f..",
  "/constructor",
  "/__proto__",
  "/restapis",
  "/2015-03-31/functions",
  "/?list-type=2",
  "/_local/stop",
  "/_local/health",
  "/b/k?uploads",
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    "authorization",
    [
      "",
      "Bearer",
      "AWS4-HMAC-SHA256",
      "AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=;, Signature=",
      "AWS4-HMAC-SHA256 Credential=A/20260101/x/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    ],
  ],
  ["x-amz-target", ["DynamoDB_20120810.", "DynamoDB_20120810.ListTables", "Logs_20140328.toString", "constructor"]],
  ["x-amz-date", ["", "now", "20260101T000000Z", "99999999T999999Z"]],
  ["x-amz-content-sha256", ["", "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"]],
  [
    "content-type",
    ["application/json", "text/xml", "application/x-www-form-urlencoded", "\u00ff", "multipart/form-data"],
  ],
  ["idempotency-key", ["", "x".repeat(300)]],
  ["if-match", ["", '"', "*", 'W/"1"']],
  ["range", ["bytes=-1", "bytes=9-1"]],
  ["accept-encoding", ["gzip;q=x", "*"]],
  ["host", ["localhost", "evil.example", "127.0.0.1:1"]],
];
const BODIES = [
  "",
  "{",
  "[]",
  "null",
  '{"title":1}',
  '{"__proto__":{"a":1}}',
  `{"title":"${"x".repeat(2000)}"}`,
  "[".repeat(5000),
  "<a><b>",
  "Action=ListRoles&Version=x",
  "\u0000\u0001",
  `{"a":${"1".repeat(400)}}`,
];

function pick<Value>(draws: Draws, values: readonly Value[]): Value {
  const value = values[Math.floor(draws.next([0, values.length - 1e-9]))];
  if (value === undefined) throw new Error("There is nothing to choose from.");
  return value;
}

/** A request as Node's client sends it. */
function sendOdd(draws: Draws, { hostname, port, pathname }: URL): Promise<number | string> {
  const some = HEADERS.filter(() => draws.happens(0.3)).map(([name, values]) => [name, pick(draws, values)]);
  const prefix = draws.happens(0.5) ? pathname.replace(/\/$/, "") : "";
  const options = {
    hostname,
    port,
    method: pick(draws, METHODS),
    path: `${prefix}${pick(draws, PATHS)}`,
    headers: Object.fromEntries(some),
    agent: false,
  };
  return new Promise((resolve) => {
    const sent = request(options, (response) => {
      response
        .resume()
        .once("end", () => resolve(response.statusCode ?? 0))
        .once("error", () => resolve("cut off"));
    });
    sent.once("error", () => resolve("refused"));
    const hasBody = !["GET", "HEAD", "OPTIONS", "TRACE"].includes(options.method) || draws.happens(0.2);
    sent.end(hasBody ? pick(draws, BODIES) : undefined);
  });
}

const RAW = [
  "GET / HTTP/1.1\r\n\r\n",
  "GET /",
  "\r\n\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc",
  "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
  "\u0016\u0003\u0001\u0002\u0000",
  `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  "GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
];

/** Bytes that barely resemble a request. */
function sendRaw(draws: Draws, { hostname, port }: URL): Promise<number | string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connectSocket(Number(port), hostname, () => socket.end(pick(draws, RAW), "latin1"));
    socket.setEncoding("latin1").on("data", (more: string) => {
      text += more;
    });
    socket.once("error", () => resolve("refused"));
    socket.once("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0) || "closed"));
  });
}
