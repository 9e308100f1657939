import { afterEach, describe, expect, test } from "vitest";
import { clockOf } from "../../src/engine/clock.ts";
import { EXIT } from "../../src/errors.ts";
import { sleep } from "../../src/io.ts";
import { createApiSender } from "../../src/items/api-sender.ts";
import { createItemsApi, type ItemsApi } from "../../src/items/items-api.ts";
import {
  hangUp,
  respondWith,
  type ScriptedResponse,
  type ScriptedServer,
  startServer,
} from "../support/scripted-server.ts";

const ITEM = { id: "019a1b2c-0000-7000-8000-000000000001", title: "Buy milk", completed: false };
const servers: ScriptedServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(...responses: readonly ScriptedResponse[]): Promise<ScriptedServer> {
  const server = await startServer(...responses);
  servers.push(server);
  return server;
}

/** Converts a pause to seconds without its jitter, which never makes it shorter than Retry-After. */
function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

/** The API at a server; pauses are recorded and skipped. */
function open({ url }: ScriptedServer) {
  const recorded = { lookUps: 0, pauses: [] as number[] };
  const context = {
    fetchFor: async () => fetch,
    signal: new AbortController().signal,
    sleep: async (ms: number) => void recorded.pauses.push(ms),
  };
  const lookUp = async () => {
    recorded.lookUps += 1;
    return { url, auth: "none" as const };
  };
  const api = createItemsApi(createApiSender(context, lookUp));
  return { api, recorded };
}

test("looks up the API once", async () => {
  const server = await start(respondWith(200, [ITEM]));
  const { api, recorded } = open(server);
  expect((await api.list()).items).toEqual([ITEM]);
  expect((await api.list()).items).toEqual([ITEM]);
  expect(recorded).toEqual({ lookUps: 1, pauses: [] });
});

describe("a failing connection", () => {
  const calls: readonly (readonly [string, (api: ItemsApi) => Promise<unknown>])[] = [
    ["a list", (api) => api.list()],
    ["a read", (api) => api.get(ITEM.id)],
    ["a change", (api) => api.update(ITEM.id, { completed: true })],
  ];

  test.each(calls)("does not stop %s, which can be repeated", async (name, call) => {
    const valid = respondWith(200, name === "a list" ? [ITEM] : ITEM);
    const server = await start(
      hangUp,
      respondWith(502, { message: "Internal server error" }),
      respondWith(429, {}),
      valid,
    );
    const { api, recorded } = open(server);
    expect(await call(api)).toBeTruthy();
    expect(server.requests).toHaveLength(4);
    expect(recorded.pauses).toHaveLength(3);
  });

  test("never adds an item twice: the repeated request has the same key", async () => {
    const repeated = respondWith(201, ITEM, { "idempotent-replayed": "true" });
    const server = await start(hangUp, respondWith(504, { message: "Endpoint request timed out" }), repeated);
    // It is not a repeat: the earlier attempt belongs to this request, not to another run.
    expect(await open(server).api.add({ title: "Buy milk" })).toEqual({ item: ITEM, isRepeat: false });
    const keys = server.headers.map((headers) => headers["idempotency-key"]);
    expect(keys[0]).toMatch(/^[\w-]{36}$/);
    expect(new Set(keys).size).toBe(1);
    expect(server.requests).toHaveLength(3);
  });

  test("that leaves an addition uncertain suggests how to check it", async () => {
    const server = await start(hangUp);
    await expect(open(server).api.add({ title: "Buy milk" })).rejects.toMatchObject({
      code: "api-unreachable",
      exitCode: EXIT.api,
      next: expect.arrayContaining([expect.objectContaining({ command: "todo-api items list" })]),
    });
    expect(server.requests).toHaveLength(4);
  });

  test("does not stop an addition without a key that was throttled", async () => {
    const server = await start(
      respondWith(429, { message: "Too Many Requests" }, { "retry-after": "3" }),
      respondWith(201, ITEM),
    );
    const { api, recorded } = open(server);
    expect((await api.add({ title: "Buy milk" })).item).toEqual(ITEM);
    expect(recorded.pauses.map(toSeconds)).toEqual([3]);
  });

  test("is retried after the time in Retry-After, in seconds or as a date, up to a maximum", async () => {
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    const server = await start(
      respondWith(503, {}, { "retry-after": "Wed, 21 Oct 2026 07:28:20 GMT", date }),
      respondWith(503, {}, { "retry-after": "86400" }),
      respondWith(503, {}, { "retry-after": "soon" }),
      respondWith(200, ITEM),
    );
    const { api, recorded } = open(server);
    expect(await api.get(ITEM.id)).toEqual(ITEM);
    expect(recorded.pauses.slice(0, 2).map(toSeconds)).toEqual([20, 60]);
    expect(recorded.pauses[2]).toBeLessThanOrEqual(5_000);
  });

  test("does not fail a deletion whose repeated request gets a 404", async () => {
    const server = await start(
      hangUp,
      respondWith(404, { title: "Not Found", status: 404, detail: "There is no item." }),
    );
    await open(server).api.remove(ITEM.id);
    expect(server.requests).toEqual([`DELETE /items/${ITEM.id}`, `DELETE /items/${ITEM.id}`]);
  });

  test("causes an error after four attempts", async () => {
    const server = await start(respondWith(503, { message: "Service Unavailable" }));
    await expect(open(server).api.list()).rejects.toMatchObject({ code: "api-error", details: { status: 503 } });
    expect(server.requests).toHaveLength(4);
  });

  test("is no longer retried once the signal is aborted", async () => {
    const server = await start(hangUp);
    const stop = new AbortController();
    const context = { fetchFor: async () => fetch, ...clockOf({ now: Date.now, sleep }, stop.signal) };
    const api = createItemsApi(createApiSender(context, async () => ({ url: server.url, auth: "none" as const })));
    const listing = api.list();
    stop.abort(new Error("Interrupted."));
    await expect(listing).rejects.toThrow("Interrupted.");
  });
});

describe("an error response", () => {
  test("is reported with title, detail, faults and request ID", async () => {
    const problem = {
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: "The request is not valid.",
      requestId: "r-1",
      errors: [{ pointer: "#/title", detail: "title is required" }],
    };
    const server = await start(respondWith(400, problem));
    await expect(open(server).api.add({ title: "" })).rejects.toMatchObject({
      code: "api-error",
      exitCode: EXIT.api,
      message:
        "could not add the item: the API returned 400 Bad Request: The request is not valid. (request r-1)\n  #/title: title is required",
      details: { status: 400, title: "Bad Request", detail: problem.detail, errors: problem.errors, requestId: "r-1" },
    });
  });

  test("is reported without repeating faults that the detail has", async () => {
    const errors = [{ pointer: "#/title", detail: "title is empty" }];
    const server = await start(respondWith(400, { title: "Bad Request", detail: "Not valid: title is empty", errors }));
    await expect(open(server).api.add({ title: "" })).rejects.toMatchObject({
      message: "could not add the item: the API returned 400 Bad Request: Not valid: title is empty",
    });
  });

  test("of the gateway is reported with its message and the request ID of its header", async () => {
    const server = await start(respondWith(413, { message: "Request Too Long" }, { "x-amzn-requestid": "r-2" }));
    await expect(open(server).api.update(ITEM.id, { title: "x" })).rejects.toMatchObject({
      message: "could not update the item: the API returned 413: Request Too Long (request r-2)",
    });
  });

  test("suggests the logs of the request, if its ID is safe in a shell", async () => {
    const refused = (requestId: string) =>
      start(respondWith(500, { title: "Internal Server Error", detail: "No.", requestId }));
    const logs = (command: string) => [{ command, comment: "show what the functions logged" }];
    await expect(open(await refused("3b5b-7f")).api.list()).rejects.toMatchObject({
      next: logs("todo-api logs --request 3b5b-7f"),
    });
    await expect(open(await refused("$(rm x)")).api.list()).rejects.toMatchObject({ next: logs("todo-api logs") });
  });

  test.each([400, 401, 403, 409, 422])("of status %d suggests no logs", async (status) => {
    const server = await start(respondWith(status, { title: "No", detail: "No.", requestId: "3b5b-7f" }));
    await expect(open(server).api.list()).rejects.toMatchObject({ next: [] });
  });

  test("is printed without control characters", async () => {
    const server = await start(respondWith(400, { title: "\x1b[2J", detail: "\u009b31m" }));
    await expect(open(server).api.list()).rejects.toMatchObject({
      message: "could not list the items: the API returned 400 \\x1b[2J: \\x9b31m",
    });
  });

  test("is distinguished from a response that this API never returns", async () => {
    const server = await start(respondWith(200, { items: [] }));
    await expect(open(server).api.list()).rejects.toMatchObject({
      code: "api-error",
      message: expect.stringContaining("a body that this version of the API does not return"),
    });
  });
});
