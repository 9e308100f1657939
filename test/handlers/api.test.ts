import { request } from "node:http";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStack, type TestStack } from "../support/stack.ts";
import { type ApiResponse, call } from "./client.ts";

interface Item {
  readonly id: string;
  readonly title: string;
  readonly completed: boolean;
  readonly order?: number;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly url: string;
}

let deployed: TestStack;
let items: string;

beforeAll(async () => {
  deployed = await startStack();
  items = `${deployed.apiUrl}/items`;
});
afterAll(() => deployed.stop());

const UNKNOWN_ID = "0193a5b0-0000-7000-8000-000000000001";

test("POST returns 201, the item and its URL in Location", async () => {
  const { status, headers, body } = await call("POST", items, { title: "  Buy milk  ", order: 3.5 });
  expect(status).toBe(201);
  const item = body as Item;
  expect(item).toMatchObject({ title: "Buy milk", completed: false, order: 3.5, url: `${items}/${item.id}` });
  expect(headers.get("location")).toBe(item.url);
  expect(item.createdAt).toBe(item.updatedAt);
  expect(new Date(item.createdAt).toISOString()).toBe(item.createdAt);
});

test("GET of the collection returns an array, oldest first, and pages with Link", async () => {
  const made: Item[] = [];
  for (const title of ["one", "two", "three", "four", "five"]) made.push(await create({ title }));
  const { body } = await call("GET", `${items}?limit=1000`);
  const listed = body as readonly Item[];
  expect(listed.slice(-5)).toEqual(made);

  const seen: Item[] = [];
  for (let next: string | undefined = `${items}?limit=2`; next !== undefined; ) {
    const page = await call("GET", next);
    seen.push(...(page.body as readonly Item[]));
    next = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
  }
  expect(seen).toEqual(listed);
});

test("GET of an item returns it, and 404 once it is deleted", async () => {
  const item = await create({ title: "short-lived" });
  expect((await call("GET", item.url)).body).toEqual(item);
  expect(await call("DELETE", item.url)).toMatchObject({ status: 204, body: undefined });
  expect(await call("GET", item.url)).toMatchObject({ status: 404, body: { title: "Not Found", status: 404 } });
  expect((await call("DELETE", item.url)).status).toBe(404);
});

test("PATCH changes only the given fields; null removes the order", async () => {
  const item = await create({ title: "patch me", order: 1 });
  const completed = await call("PATCH", item.url, { completed: true });
  const changed = { completed: true, version: 2, updatedAt: expect.any(String) };
  expect(completed).toMatchObject({ status: 200, body: { ...item, ...changed } });
  const { body } = await call("PATCH", item.url, { title: "patched", order: null });
  expect(body).toMatchObject({ title: "patched", completed: true });
  expect(body).not.toHaveProperty("order");
});

test("PUT replaces all fields with the given values or defaults, and keeps the creation time", async () => {
  const item = await create({ title: "put me", completed: true, order: 9 });
  const { status, body } = await call("PUT", item.url, { title: "put" });
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: item.id, title: "put", completed: false, createdAt: item.createdAt });
  expect(body).not.toHaveProperty("order");
});

test.each([["PUT"], ["PATCH"]])("%s never restores a deleted item", async (method) => {
  const item = await create({ title: "gone" });
  await call("DELETE", item.url);
  expect((await call(method, item.url, { title: "back" })).status).toBe(404);
  expect((await call("GET", item.url)).status).toBe(404);
});

test.each([
  ["emoji and combining marks", "👩‍👩‍👧 e\u0301 ZWJ\u200d"],
  ["right-to-left", "שלום \u202bעולם\u202c"],
  ["markup", "<script>alert(1)</script> & 'quotes' \"\\"],
  ["500 characters outside the BMP", "𝒳".repeat(500)],
])("a title keeps every byte: %s", async (_what, title) => {
  const item = await create({ title });
  expect(((await call("GET", item.url)).body as Item).title).toBe(title);
});

describe("rejects with a problem that has the reason, and with CORS", () => {
  test.each([
    ["JSON that does not parse", '{"title":', 400, /JSON/],
    ["no body", undefined, 400, /body/i],
    ["an array", "[]", 400, /object/],
    ["no title", "{}", 400, /title/],
    ["an empty title", '{"title":"   "}', 400, /title/],
    ["a title of 501 characters", JSON.stringify({ title: "x".repeat(501) }), 400, /500/],
    ["a title that is a number", '{"title":1}', 400, /title/],
    ["a title with a control character", '{"title":"a\\u0000b"}', 400, /control/],
    ["an unpaired surrogate", '{"title":"\\ud800"}', 400, /must not contain an unpaired surrogate/],
    ["completed that is a string", '{"title":"t","completed":"yes"}', 400, /completed/],
    ["an order that is too large", '{"title":"t","order":1e400}', 400, /order/],
    ["an unknown field", '{"title":"t","color":"red"}', 400, /color/],
    ["an ID from the client", `{"title":"t","id":"${UNKNOWN_ID}"}`, 400, /id/],
    ["a body of 400 KB", JSON.stringify({ title: "x".repeat(400_000) }), 413, /16/],
  ])("POST with %s", async (_what, text, expected, detail) => {
    const response = await call("POST", items, text, { "content-type": "application/json" });
    expect(response.status).toBe(expected);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(JSON.stringify(response.body)).toMatch(detail);
    expect(response.body).toMatchObject({ status: expected, requestId: expect.any(String) });
  });

  test("several faults in one response, each with its pointer", async () => {
    const { body } = await call("POST", items, { title: "", completed: 1, color: "red" });
    const { errors } = body as { errors: readonly { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["#/color", "#/completed", "#/title"]);
  });

  test("a body whose media type is not JSON", async () => {
    expect((await call("POST", items, "title=x", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(
      415,
    );
  });

  test.each([
    ["GET", UNKNOWN_ID],
    ["PUT", UNKNOWN_ID],
    ["PATCH", UNKNOWN_ID],
    ["DELETE", UNKNOWN_ID],
    ["GET", "no-uuid"],
    ["DELETE", "..%2F..%2Fitems"],
  ])("%s of the unknown ID %s", async (method, id) => {
    const response = await call(method, `${items}/${id}`, method.startsWith("P") ? { title: "t" } : undefined);
    expect(response).toMatchObject({ status: 404, body: { status: 404 } });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test.each([["limit=0"], ["limit=1001"], ["limit=many"], ["cursor=forged"], ["cursor=%00"]])(
    "a list with %s",
    async (query) => {
      expect((await call("GET", `${items}?${query}`)).status).toBe(400);
    },
  );

  test.each([
    ["GET", "?search=milk", "search"],
    ["GET", "?Limit=1", "Limit"],
    ["GET", "?title=milk", "title"],
    ["GET", "?limit=1&limit=2", "limit"],
    ["GET", "?completed=true&completed=true", "completed"],
    ["GET", "?__proto__=1", "__proto__"],
    ["POST", "?dry-run=true", "dry-run"],
    ["GET", `/${UNKNOWN_ID}?limit=1`, "limit"],
    ["PUT", `/${UNKNOWN_ID}?upsert`, "upsert"],
    ["PATCH", `/${UNKNOWN_ID}?completed=true`, "completed"],
    ["DELETE", `/${UNKNOWN_ID}?force=1`, "force"],
  ])("%s /items%s with an unknown query parameter", async (method, rest, parameter) => {
    const response = await call(method, `${items}${rest}`, method.startsWith("P") ? { title: "t" } : undefined);
    expect(response).toMatchObject({ status: 400, body: { errors: [{ parameter }] } });
    expect((await call("HEAD", `${items}${rest}`)).status).toBe(400);
  });

  test.each([
    ["POST", "", { "if-none-match": "*" }],
    ["PUT", `/${UNKNOWN_ID}`, { "if-none-match": "*" }],
    ["PATCH", `/${UNKNOWN_ID}`, { "if-unmodified-since": "Sat, 28 Nov 2026 00:00:00 GMT" }],
    ["DELETE", `/${UNKNOWN_ID}`, { "if-modified-since": "Sat, 28 Nov 2026 00:00:00 GMT" }],
  ])("%s /items%s with a precondition that it does not support", async (method, rest, headers) => {
    const response = await call(method, `${items}${rest}`, method === "DELETE" ? undefined : { title: "t" }, headers);
    expect(response).toMatchObject({ status: 400, body: { errors: [{ header: expect.stringMatching(/^If-/) }] } });
  });

  test.each([
    ["?completed=true", {}, undefined],
    ["?limit=1", {}, undefined],
    ["?&=", {}, undefined],
    ["", { "if-match": "*" }, undefined],
    ["", { "if-none-match": '"1"' }, undefined],
    ["", { "if-unmodified-since": "Sat, 28 Nov 2026 00:00:00 GMT" }, undefined],
    ["", { "if-range": '"1"' }, undefined],
    ["/", {}, undefined],
    ["//", {}, undefined],
    ["/?", {}, undefined],
    ["", {}, { ids: [UNKNOWN_ID] }],
  ])("DELETE /items%s %j %j deletes nothing, because it does not request all", async (rest, headers, body) => {
    const item = await create({ title: "stays" });
    const response = await call("DELETE", `${items}${rest}`, body, headers);
    expect(response).toMatchObject({ status: 400, body: { status: 400, detail: expect.any(String) } });
    expect((await call("GET", item.url)).status).toBe(200);
  });

  test("an empty PATCH", async () => {
    const item = await create({ title: "t" });
    expect((await call("PATCH", item.url, {})).status).toBe(400);
  });
});

test.each([
  ["/items", "GET, HEAD, POST, DELETE, OPTIONS"],
  [`/items/${UNKNOWN_ID}`, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"],
])("the preflight of %s names its methods and runs no function", async (path, methods) => {
  deployed.test.forgetCalls();
  const response = await fetch(`${deployed.apiUrl}${path}`, {
    method: "OPTIONS",
    headers: {
      origin: "http://site.example",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "content-type",
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  const allowed = (response.headers.get("access-control-allow-methods") ?? "").split(", ").sort();
  expect(allowed).toEqual(methods.split(", ").sort());
  expect(response.headers.get("access-control-allow-headers")).toMatch(/content-type/i);
  expect(deployed.test.calls()).toEqual([]);
});

describe("the gateway's own responses are problems with CORS, and run no function", () => {
  test.each([
    ["GET", "/nothing-here", 404, null],
    ["POST", "/items/a/b", 404, null],
    ["PUT", "/items", 405, "POST, GET, HEAD, DELETE, OPTIONS"],
    ["PATCH", "/items", 405, "POST, GET, HEAD, DELETE, OPTIONS"],
    ["POST", `/items/${UNKNOWN_ID}`, 405, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"],
  ])("%s %s", async (method, path, status, allow) => {
    deployed.test.forgetCalls();
    const response = await call(method, `${deployed.apiUrl}${path}`, method === "GET" ? undefined : "{}", {
      "content-type": "text/plain",
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("allow")).toBe(allow);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const requestId = response.headers.get("x-amzn-requestid");
    expect(response.body).toMatchObject({ type: "about:blank", status, detail: expect.any(String), requestId });
    expect(deployed.test.calls()).toEqual([]);
  });

  test("a wrong method with a body of an unknown type is a 415", async () => {
    const response = await call("PUT", items, "x", { "content-type": "application/x-none" });
    expect(response).toMatchObject({ status: 415, body: { status: 415 } });
  });
});

test("twenty concurrent requests create twenty items", async () => {
  const titles = Array.from({ length: 20 }, (_, index) => `concurrent ${index}`);
  const made = await Promise.all(titles.map((title) => create({ title })));
  expect(new Set(made.map(({ id }) => id)).size).toBe(20);
  const { body } = await call("GET", `${items}?limit=1000`);
  const listed = new Set((body as readonly Item[]).map(({ title }) => title));
  expect(titles.filter((title) => !listed.has(title))).toEqual([]);
});

async function create(value: object): Promise<Item> {
  const { status, body } = await call("POST", items, value);
  expect(status).toBe(201);
  return body as Item;
}

test.each(["", "/"])("the API's root%s links to the collection and to the OpenAPI document", async (slash) => {
  const { status, headers, body } = await call("GET", `${deployed.apiUrl}${slash}`);
  expect({ status, type: headers.get("content-type"), origin: headers.get("access-control-allow-origin") }).toEqual({
    status: 200,
    type: "application/json",
    origin: "*",
  });
  const { links } = body as { readonly links: readonly { readonly rel: string; readonly href: string }[] };
  const follow = (rel: string) => call("GET", new URL(links.find((link) => link.rel === rel)?.href ?? "", items).href);
  expect(await follow("items")).toMatchObject({ status: 200, body: expect.any(Array) });
  const described = await follow("service-desc");
  expect(await new Validator().validate(described.body as Record<string, unknown>)).toEqual({ valid: true });
  expect(described.body).toMatchObject({
    openapi: "3.0.1",
    servers: [{ url: "." }],
    paths: { "/items": { get: { responses: { "200": expect.anything() } } } },
    components: { schemas: { Item: { properties: { title: { type: "string" } } } } },
  });
});

test("the root and the OpenAPI document support only GET and HEAD", async () => {
  for (const path of ["", "/openapi.json"]) {
    expect((await call("HEAD", `${deployed.apiUrl}${path}`)).status).toBe(200);
    const wrong = await call("POST", `${deployed.apiUrl}${path}`, {});
    expect({ status: wrong.status, allow: wrong.headers.get("allow") }).toEqual({
      status: 405,
      allow: "GET, HEAD, OPTIONS",
    });
  }
});

test.each(["", "/", "/openapi.json"])("GET and HEAD of %j reject every query parameter", async (path) => {
  for (const query of ["?x=1", "?x", "?x=1&x=2", "?stage=dev&y"]) {
    const response = await call("GET", `${deployed.apiUrl}${path}${query}`);
    expect(response).toMatchObject({
      status: 400,
      body: { status: 400, title: "Bad Request", detail: expect.stringContaining("query") },
    });
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.body).toMatchObject({ requestId: response.headers.get("x-amzn-requestid") });
    const head = await call("HEAD", `${deployed.apiUrl}${path}${query}`);
    expect(head).toMatchObject({ status: 400, body: undefined });
    expect((await call("OPTIONS", `${deployed.apiUrl}${path}${query}`)).status).toBe(204);
  }
});

test("DELETE /items? clears the list, because API Gateway does not pass on a question mark without parameters", async () => {
  const item = await create({ title: "cleared" });
  // fetch removes such a question mark.
  const status = await new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(items);
    const options = { hostname, port, path: `${pathname}?`, method: "DELETE" };
    request(options, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(204);
  expect((await call("GET", item.url)).status).toBe(404);
});

test.each([
  ["no%20such%20id", 'No item has the ID "no such id".'],
  ["NO-such-ID", 'No item has the ID "NO-such-ID".'],
  ["%E2%80%AEevil%1B%5B31m%0A", 'No item has the ID "\u{fffd}evil\u{fffd}[31m\u{fffd}".'],
  ["100%25", 'No item has the ID "100%".'],
  ["%E0%A4%A", 'No item has the ID "%E0%A4%A".'],
  ["x".repeat(200), `No item has the ID "${"x".repeat(100)}…".`],
])("a 404 shows the ID %s decoded and without unprintable characters", async (id, detail) => {
  expect(await call("GET", `${items}/${id}`)).toMatchObject({ status: 404, body: { detail } });
});

test("other messages also show a caller's text without unprintable characters", async () => {
  const shown = '"\u{fffd}a b\u{fffd}"';
  const detailOf = async (response: Promise<ApiResponse>) => ((await response).body as { detail: string }).detail;
  expect(await detailOf(call("GET", `${items}?%E2%80%AEa%20b%00=1`))).toContain(`unknown query parameter ${shown}`);
  expect(await detailOf(call("POST", items, { title: "t", "\u202ea b\u0000": 1 }))).toContain(`unknown field ${shown}`);
});

test("an ID in capitals names the same item", async () => {
  const item = await create({ title: "shout" });
  const uppercase = `${items}/${item.id.toUpperCase()}`;
  expect(await call("GET", uppercase)).toMatchObject({ status: 200, body: item });
  const changed = await call("PATCH", uppercase, { title: "whisper" });
  expect(changed).toMatchObject({ status: 200, body: { title: "whisper", url: item.url } });
  expect((await call("PUT", uppercase, { title: "again" })).status).toBe(200);
  expect((await call("DELETE", uppercase)).status).toBe(204);
  expect((await call("GET", item.url)).status).toBe(404);
});

test.each([
  ["traceparent", "authorization", "x-requested-with", "x-correlation-id", "cache-control"],
  ["tracestate", "baggage", "pragma", "x-request-id", "x-amzn-trace-id", "x-api-key", "if-match", "idempotency-key"],
])("a preflight allows headers that clients add: %s", async (...names) => {
  for (const path of [items, `${items}/${UNKNOWN_ID}`]) {
    const { headers } = await call("OPTIONS", path);
    const allowed = headers.get("access-control-allow-headers")?.toLowerCase().split(", ");
    for (const name of names) expect(allowed).toContain(name);
  }
});

test.each(["/items//", "//items", "/items/"])(
  "DELETE %s, a path with an empty segment, deletes nothing",
  async (path) => {
    const kept = await create({ title: "kept" });
    expect(await call("DELETE", `${deployed.apiUrl}${path}`)).toMatchObject({ status: 400 });
    expect((await call("GET", kept.url)).status).toBe(200);
  },
);
