import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import undici from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import { createApiSender } from "../../src/items/api-sender.ts";
import { createItemsApi } from "../../src/items/items-api.ts";
import type { Fetch } from "../../src/network/fetch.ts";
import { respondWith, startServer } from "../support/scripted-server.ts";

const ITEM = { id: "019a1b2c-0000-7000-8000-000000000001", title: "Buy milk", completed: false };
const FIXTURES = new URL("../network/fixtures/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FIXTURES), "utf8");

/** The API at a URL, without pauses between attempts. */
function open(url: string, fetchOnce: Fetch = fetch) {
  const recorded = { attempts: 0 };
  const counted: Fetch = (...call) => {
    recorded.attempts += 1;
    return fetchOnce(...call);
  };
  const options = {
    fetchFor: async () => counted,
    signal: new AbortController().signal,
    sleep: async () => {},
  };
  return { api: createItemsApi(createApiSender(options, async () => ({ url, auth: "none" as const }))), recorded };
}

/** A `fetch` whose connections have these options, in order; later connections have the last ones. */
function fetchVia(...connects: readonly object[]): Fetch {
  let count = 0;
  return async (url, options = {}) => {
    const connect = connects[Math.min(count, connects.length - 1)] ?? {};
    count += 1;
    return undici.fetch(url, { ...options, dispatcher: new undici.Agent({ connect }) });
  };
}

/** Options of a connection for which looking up the host name fails as Node's own lookup does. */
function failingLookup(code: string) {
  return {
    lookup: (host: string, _options: object, done: (error: Error) => void) =>
      done(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code, syscall: "getaddrinfo" })),
  };
}

/** A `fetch` that fails as Node's own does if this system call fails. */
function failingCall(syscall: "connect" | "read", code: string): Fetch {
  return async () => {
    const cause = Object.assign(new Error(`${syscall} ${code} 192.0.2.1:443`), { code, syscall });
    throw new TypeError("fetch failed", { cause });
  };
}

/** A `fetch` that fails as Node's own does if OpenSSL reports this error. */
function failingTls(name: string): Fetch {
  return async () => {
    const message = "4A:error:0A000410:SSL routines:ssl3_read_bytes:alert:rec_layer_s3.c:918:SSL alert number 40\n";
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code: `ERR_SSL_${name}` }) });
  };
}

async function listen(server: Server, scheme: "http" | "https"): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const tlsServer = (options: object = {}) =>
  listen(createTlsServer({ key: read("server.key"), cert: read("server.pem"), ...options }), "https");

const NOT_SENT: readonly (readonly [string, number, () => Promise<readonly [string, Fetch]>])[] = [
  ["a refused connection", 1, async () => ["http://127.0.0.1:1", fetchVia({})]],
  ["an unknown host name", 1, async () => ["http://no.example", fetchVia(failingLookup("ENOTFOUND"))]],
  ["a failing lookup of the host name", 4, async () => ["http://a.example", fetchVia(failingLookup("EAI_AGAIN"))]],
  ["an unreachable host", 1, async () => ["http://192.0.2.1", failingCall("connect", "EHOSTUNREACH")]],
  ["an unreachable network", 1, async () => ["http://192.0.2.1", failingCall("connect", "ENETUNREACH")]],
  ["a connection that times out", 1, async () => ["http://192.0.2.1", failingCall("connect", "ETIMEDOUT")]],
  ["a certificate of an unknown authority", 1, async () => [await tlsServer(), fetchVia({})]],
  [
    "a certificate of another host",
    1,
    async () => [await tlsServer(), fetchVia({ ca: read("ca.pem"), servername: "other.example" })],
  ],
  [
    "a TLS version that the server does not support",
    1,
    async () => [
      await tlsServer({ maxVersion: "TLSv1.2" }),
      fetchVia({ minVersion: "TLSv1.3", rejectUnauthorized: false }),
    ],
  ],
  [
    "a TLS cipher that the server does not support",
    1,
    async () => [
      await tlsServer({ maxVersion: "TLSv1.2", ciphers: "ECDHE-RSA-AES128-GCM-SHA256" }),
      fetchVia({ ciphers: "ECDHE-RSA-AES256-GCM-SHA384", rejectUnauthorized: false }),
    ],
  ],
  [
    "OpenSSL 3.5's error for such a cipher",
    1,
    async () => ["https://192.0.2.1", failingTls("SSL/TLS_ALERT_HANDSHAKE_FAILURE")],
  ],
  ["a server without TLS", 1, async () => [await listen(createServer(), "https"), fetchVia({})]],
  [
    "a connection that breaks in the TLS handshake",
    4,
    async () => [
      await listen(
        createTcpServer((socket) => void socket.destroy()),
        "https",
      ),
      fetchVia({}),
    ],
  ],
];

describe("a request that was not sent", () => {
  test.each(NOT_SENT)("because of %s added no item, after %i attempts", async (_what, attempts, start) => {
    const [url, fetchOnce] = await start();
    const { api, recorded } = open(url, fetchOnce);
    await expect(api.add({ title: "Buy milk" })).rejects.toMatchObject({
      code: "api-unreachable",
      next: [{ command: "todo-api status" }],
    });
    expect(recorded.attempts).toBe(attempts);
  });

  const once = fetchVia(failingLookup("EAI_AGAIN"), {});

  test("does not make a later 404 a successful deletion", async () => {
    const server = await startServer(respondWith(404, { title: "Not Found", detail: "No item." }));
    onTestFinished(server.stop);
    const { api, recorded } = open(server.url.replace("127.0.0.1", "localhost"), once);
    await expect(api.remove(ITEM.id)).rejects.toMatchObject({ details: { status: 404 } });
    expect(recorded.attempts).toBe(2);
  });

  test("does not make a replayed response this run's own", async () => {
    const server = await startServer(respondWith(201, ITEM, { "idempotent-replayed": "true" }));
    onTestFinished(server.stop);
    const failing = fetchVia(failingLookup("EAI_AGAIN"), {});
    const { api } = open(server.url.replace("127.0.0.1", "localhost"), failing);
    expect(await api.add({ title: "Buy milk" })).toEqual({ item: ITEM, isRepeat: true });
  });
});

test("a refused connection after a lost response leaves an addition uncertain", async () => {
  const [lost, refused] = [failingCall("read", "ECONNRESET"), failingCall("connect", "ECONNREFUSED")];
  let count = 0;
  const { api, recorded } = open("http://192.0.2.1", (...call) => {
    count += 1;
    return count === 1 ? lost(...call) : refused(...call);
  });
  await expect(api.add({ title: "Buy milk" })).rejects.toMatchObject({
    message: expect.stringContaining("connection refused"),
    next: [{ command: "todo-api items list" }, { command: "todo-api status" }],
  });
  expect(recorded.attempts).toBe(2);
});

test("a host that becomes unreachable after the request was sent leaves an addition uncertain", async () => {
  const { api, recorded } = open("http://192.0.2.1", failingCall("read", "EHOSTUNREACH"));
  await expect(api.add({ title: "Buy milk" })).rejects.toMatchObject({
    next: [{ command: "todo-api items list" }, { command: "todo-api status" }],
  });
  expect(recorded.attempts).toBe(4);
});

test("an error of OpenSSL is printed as its code, without its source files and line break", async () => {
  const { api } = open("https://192.0.2.1", failingTls("TLSV1_ALERT_INTERNAL_ERROR"));
  await expect(api.list({})).rejects.toMatchObject({
    message: expect.stringMatching(/: the TLS connection failed \(ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR\)/),
  });
});
