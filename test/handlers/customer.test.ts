import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStack, type TestStack } from "../support/stack.ts";
import { call, nextOf } from "./client.ts";

let deployed: TestStack;
let items: string;

beforeAll(async () => {
  deployed = await startStack({ app: "todo-api", stage: "crm" }, "customer");
  items = `${deployed.apiUrl}/items`;
});
afterAll(() => deployed.stop());

const ANN = { name: "Ann Lee", email: "ann.lee+shop@mail.example.com" };

test("stores a customer with all fields of the model, in its order, and none of a to-do item", async () => {
  const all = { ...ANN, phone: "+44 (20) 7946-0000", company: "Lee & Söhne", notes: "calls\nin the\tmorning" };
  const made = await call("POST", items, all);
  expect(made).toMatchObject({ status: 201, body: { ...all, version: 1 } });
  const { id, url } = made.body as { readonly id: string; readonly url: string };
  expect(Object.keys(made.body as object)).toEqual([
    "id",
    ...Object.keys(all),
    "url",
    "version",
    "createdAt",
    "updatedAt",
  ]);
  expect((await call("GET", url)).body).toEqual(made.body);

  const changed = await call("PATCH", url, { company: null, notes: null });
  expect(changed.body).toMatchObject({ id, ...ANN, phone: all.phone, version: 2 });
  expect(changed.body).not.toHaveProperty("company");
  const replaced = await call("PUT", url, ANN);
  expect(replaced.body).not.toHaveProperty("phone");
});

describe("rejects a customer", () => {
  test.each<readonly [string, object, readonly string[]]>([
    ["without a name and an email address", {}, ["name", "email"]],
    ["with a field of a to-do item", { ...ANN, completed: true }, ["completed"]],
    ...[
      "ann",
      "ann@",
      "@mail.example",
      "ann lee@mail.example",
      "ann@mail..example",
      "ann@-mail.example",
      `a@${"x".repeat(64)}.example`,
    ].map((email) => [`with the email address ${email}`, { name: "Ann", email }, ["email"]] as const),
    ["with an email address of 255 characters", { name: "Ann", email: `${"a".repeat(243)}@mail.example` }, ["email"]],
    ["with an invalid phone number", { ...ANN, phone: "call me" }, ["phone"]],
    ["with a name of two lines", { ...ANN, name: "Ann\nLee" }, ["name"]],
    ["with a NUL in the notes", { ...ANN, notes: "a\u0000b" }, ["notes"]],
    ["with notes that are too long", { ...ANN, notes: "x".repeat(2001) }, ["notes"]],
  ])("%s", async (_what, value, fields) => {
    const { status, body } = await call("POST", items, value);
    expect(status).toBe(400);
    const { errors } = body as { readonly errors: readonly { readonly pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(fields.map((field) => `#/${field}`).sort());
  });
});

test("rejects a filter by a field that the model does not have", async () => {
  expect((await call("GET", `${items}?completed=true`)).status).toBe(400);
});

test("a page ends before its response is too large for Lambda, and its link leads to the rest", async () => {
  const ids = Array.from({ length: 120 }, (_, n) => `01a20000-0000-7000-8000-${String(n).padStart(12, "0")}`);
  for (let start = 0; start < ids.length; start += 20) {
    const requests = ids.slice(start, start + 20).map((id) => ({ PutRequest: { Item: longRecord(id) } }));
    await deployed.cloud.dynamodb.send(new BatchWriteItemCommand({ RequestItems: { "todo-api-crm": requests } }));
  }
  const listed: string[] = [];
  for (let page: string | undefined = `${items}?limit=1000`; page !== undefined; ) {
    const response = await call("GET", page);
    expect(response.status).toBe(200);
    listed.push(...(response.body as readonly { readonly id: string }[]).map(({ id }) => id));
    page = nextOf(response);
  }
  expect(listed.filter((id) => ids.includes(id))).toEqual(ids);
});

function longRecord(id: string) {
  return { pk: { S: "item" }, id: { S: id }, name: { S: "Ann" }, notes: { S: "語".repeat(20_000) } };
}
