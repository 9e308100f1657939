import { randomUUID } from "node:crypto";
import { BatchWriteItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStack, type TestStack } from "../support/stack.ts";
import { type ApiResponse, call, nextOf } from "./client.ts";

interface Item {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly url: string;
}

let deployed: TestStack;
let items: string;

beforeAll(async () => {
  deployed = await startStack();
  items = `${deployed.apiUrl}/items`;
});
afterAll(() => deployed.stop());

const TableName = "todo-api-dev";
const itemOf = ({ body }: ApiResponse) => body as Item;
const create = async (value: object) => itemOf(await call("POST", items, value));
const listed = async (query = "limit=1000") => (await call("GET", `${items}?${query}`)).body as readonly Item[];

describe("Idempotency-Key", () => {
  const post = (key: string, body: object) => call("POST", items, body, { "idempotency-key": key });

  test("the same key and body create one item and return the same response; another body is a 409", async () => {
    const key = randomUUID();
    const first = await post(key, { title: "once" });
    expect(first.status).toBe(201);
    await call("PATCH", itemOf(first).url, { title: "changed since" });
    const again = await post(key, { title: "once" });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect([first, again].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    for (const name of ["location", "etag"]) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(await post(key, { title: "other" })).toMatchObject({ status: 409, body: { status: 409 } });
    expect((await listed()).filter(({ id }) => id === itemOf(first).id)).toMatchObject([{ title: "changed since" }]);
  });

  test("twenty concurrent requests create one item", async () => {
    const key = randomUUID();
    const before = (await listed()).length;
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(key, { title: "concurrent" })));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(responses.map((response) => itemOf(response).id)).size).toBe(1);
    expect((await listed()).length).toBe(before + 1);
  });

  test("ignores an expired key whose record still exists", async () => {
    const key = randomUUID();
    const first = await post(key, { title: "yesterday" });
    const { Items = [] } = await deployed.cloud.dynamodb.send(new ScanCommand({ TableName }));
    const record = Items.find(({ item }) => item?.M?.["id"]?.S === itemOf(first).id);
    expect(Number(record?.["expiresAt"]?.N) - Date.now() / 1000).toBeGreaterThan(86_000);
    const Item = { ...record, expiresAt: { N: String(Math.floor(Date.now() / 1000) - 1) } };
    await deployed.cloud.dynamodb.send(new PutItemCommand({ TableName, Item }));
    expect(itemOf(await post(key, { title: "today" })).id).not.toBe(itemOf(first).id);
  });

  test.each([["x".repeat(256)], ["tab\tinside"]])("rejects the key %j", async (key) => {
    const { status, body } = await post(key, { title: "t" });
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ header: "Idempotency-Key" }] } });
  });

  test("an invalid body does not use up the key", async () => {
    const key = randomUUID();
    expect((await post(key, { title: "" })).status).toBe(400);
    expect((await post(key, { title: "right now" })).status).toBe(201);
  });
});

describe("If-Match", () => {
  const METHODS = [["PUT"], ["PATCH"], ["DELETE"]] as const;
  const write = (method: string, url: string, tags: string) =>
    call(method, url, method === "DELETE" ? undefined : { title: "written" }, { "if-match": tags });

  test.each(METHODS)("%s succeeds with the item's tag, with a list that has it, and with *", async (method) => {
    for (const tags of ['"1"', '"7", W/"1" ,"1"', "*"]) {
      const { status } = await write(method, (await create({ title: "t" })).url, tags);
      expect(status).toBe(method === "DELETE" ? 204 : 200);
    }
  });

  test.each(METHODS)("%s with any other tag is a 412 and changes nothing", async (method) => {
    const item = await create({ title: "t" });
    for (const tags of ['"2"', 'W/"1"', '"x", "2"', '""'])
      expect(await write(method, item.url, tags)).toMatchObject({ status: 412, body: { status: 412 } });
    expect((await call("GET", item.url)).body).toEqual(item);
  });

  test.each(METHODS)("%s of a deleted item is a 404 and never restores it", async (method) => {
    const { url } = await create({ title: "t" });
    await call("DELETE", url);
    for (const tags of ['"1"', "*"]) expect((await write(method, url, tags)).status).toBe(404);
    expect((await call("GET", url)).status).toBe(404);
  });

  test.each(METHODS)("%s with an invalid list of tags is a 400", async (method) => {
    const { url } = await create({ title: "t" });
    for (const tags of ["1", '"1', "**", Array(101).fill('"1"').join()])
      expect(await write(method, url, tags)).toMatchObject({ status: 400, body: { errors: [{ header: "If-Match" }] } });
  });

  test("only one of many clients with the same version can write", async () => {
    const { url } = await create({ title: "t" });
    const responses = await Promise.all(Array.from({ length: 12 }, () => write("PATCH", url, '"1"')));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array(11).fill(412)]);
    expect((await call("GET", url)).body).toMatchObject({ version: 2 });
  });

  test("a record without a version has version 1", async () => {
    const id = "0193a5b0-0000-7000-8000-00000000aaaa";
    const at = { S: "2026-01-01T00:00:00.000Z" };
    const fields = { title: { S: "old" }, completed: { BOOL: false }, createdAt: at, updatedAt: at };
    const Item = { pk: { S: "item" }, id: { S: id }, ...fields };
    await deployed.cloud.dynamodb.send(new PutItemCommand({ TableName, Item }));
    const url = `${items}/${id}`;
    expect((await call("GET", url)).headers.get("etag")).toBe('"1"');
    expect((await write("PATCH", url, '"2"')).status).toBe(412);
    const changed = await write("PATCH", url, '"1"');
    expect(changed).toMatchObject({ status: 200, body: { version: 2 } });
    expect(changed.headers.get("etag")).toBe('"2"');
  });
});

describe("reading", () => {
  test("If-None-Match returns 304 while the item is unchanged, even for a weak tag and a list", async () => {
    const { url } = await create({ title: "t" });
    for (const tags of ['"1"', 'W/"1"', '"0", "1"', "*"]) {
      const response = await call("GET", url, undefined, { "if-none-match": tags });
      expect(response).toMatchObject({ status: 304, body: undefined });
      expect(response.headers.get("etag")).toBe('"1"');
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
    await call("PATCH", url, { title: "u" });
    const changed = await call("GET", url, undefined, { "if-none-match": '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { version: 2 } });
  });

  test("HEAD has the headers of GET and no body", async () => {
    const { url } = await create({ title: "t" });
    for (const [where, header] of [
      [url, "etag"],
      [`${items}?limit=1`, "link"],
    ] as const) {
      const [got, head] = [await call("GET", where), await call("HEAD", where)];
      expect(head).toMatchObject({ status: 200, body: undefined });
      expect(head.headers.get(header)).toBe(got.headers.get(header));
    }
    expect((await call("HEAD", url, undefined, { "if-none-match": '"1"' })).status).toBe(304);
    expect((await call("HEAD", `${items}/none`)).status).toBe(404);
  });

  test("a filtered list has full pages, and its links lead to all matching items", async () => {
    await call("DELETE", items);
    const made: Item[] = [];
    for (let n = 0; n < 30; n += 1) made.push(await create({ title: `item ${n}`, completed: n % 10 === 9 }));
    const done = made.filter((_, n) => n % 10 === 9);
    const first = await call("GET", `${items}?completed=true&limit=2`);
    expect(first.body).toEqual(done.slice(0, 2));
    const second = await call("GET", nextOf(first) ?? "");
    expect(second.body).toEqual(done.slice(2));
    expect(nextOf(second)).toBeUndefined();
    expect((await listed("completed=false&limit=27")).length).toBe(27);
    expect(await call("GET", `${items}?completed=1`)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: "completed" }] },
    });
  });

  test("a forged cursor reads only items", async () => {
    await call("POST", items, { title: "t" }, { "idempotency-key": "secret" });
    const forged = ["idempotency-key", "item", JSON.stringify({ pk: "idempotency-key" })];
    for (const text of forged)
      expect((await call("GET", `${items}?cursor=${Buffer.from(text).toString("base64url")}`)).status).toBe(400);
    const anywhere = Buffer.from("00000000-0000-7000-8000-000000000000").toString("base64url");
    for (const item of await listed(`cursor=${anywhere}&limit=1000`)) expect(item.url).toBe(`${items}/${item.id}`);
  });
});

test("a foreign record in the table is shown with the fields that fit the model, and does not break the list", async () => {
  const id = "0193a5b0-0000-7000-8000-00000000bbbb";
  const odd = {
    title: { N: "1e90" },
    completed: { S: "yes" },
    order: { N: "12345678901234567890" },
    color: { BOOL: true },
  };
  await deployed.cloud.dynamodb.send(
    new PutItemCommand({ TableName, Item: { pk: { S: "item" }, id: { S: id }, ...odd } }),
  );
  const shown = { id, completed: false, order: Number("12345678901234567890"), url: `${items}/${id}`, version: 1 };
  expect((await listed()).find((item) => item.id === id)).toEqual(shown);
  expect((await call("GET", `${items}/${id}`)).body).toEqual(shown);
});

describe("PATCH", () => {
  test("accepts application/merge-patch+json, and lists the accepted types", async () => {
    const { url } = await create({ title: "t", order: 1 });
    const type = { "content-type": "application/merge-patch+json; charset=utf-8" };
    const { status, body } = await call("PATCH", url, { order: null }, type);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("order");
    const refused = await call("PATCH", url, "[]", { "content-type": "application/json-patch+json" });
    expect(refused.status).toBe(415);
    expect(refused.headers.get("accept-patch")).toBe("application/merge-patch+json, application/json");
    const notInPut = await call("PUT", url, { title: "t" }, type);
    expect(notInPut.status).toBe(415);
    expect(notInPut.headers.get("accept")).toBe("application/json");
  });

  test.each([["title"], ["completed"]])("rejects null for %s, which is required or has a default", async (field) => {
    const { url } = await create({ title: "t" });
    const { status, body } = await call("PATCH", url, { [field]: null });
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ pointer: `#/${field}` }] } });
  });
});

describe("DELETE of the collection", () => {
  test("deletes several pages and batches, and keeps idempotency keys", async () => {
    const key = { "idempotency-key": randomUUID() };
    const kept = await call("POST", items, { title: "t" }, key);
    const requests = Array.from({ length: 1100 }, (_, n) => {
      const id = `0193a5b0-0000-7000-8000-${String(n).padStart(12, "0")}`;
      return { PutRequest: { Item: { pk: { S: "item" }, id: { S: id } } } };
    });
    for (let at = 0; at < requests.length; at += 25) {
      const RequestItems = { [TableName]: requests.slice(at, at + 25) };
      await deployed.cloud.dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    }
    expect(await call("DELETE", items)).toMatchObject({ status: 204, body: undefined });
    expect(await listed()).toEqual([]);
    expect((await call("DELETE", items)).status).toBe(204);
    expect((await call("POST", items, { title: "t" }, key)).body).toEqual(kept.body);
  });

  test("is a 405 where the stack does not allow it, and its function lacks the permission", async () => {
    const closed = await startStack({ app: "todo-api", stage: "test" });
    try {
      const response = await call("DELETE", `${closed.apiUrl}/items`);
      expect(response).toMatchObject({ status: 405, body: { status: 405 } });
      expect(response.headers.get("allow")).toBe("POST, GET, HEAD, OPTIONS");
      const policies = closed.test.cloud.iam.data.roles["todo-api-test-delete-eu-west-1"]?.policies;
      expect(JSON.stringify(policies)).toContain("dynamodb:DeleteItem");
      expect(JSON.stringify(policies)).not.toMatch(/BatchWriteItem|Query/);
    } finally {
      await closed.stop();
    }
  });
});
