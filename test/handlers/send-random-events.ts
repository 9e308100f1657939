import { type AttributeValue, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { expect } from "vitest";
import { type Action, routesOf } from "../../src/api/routes.ts";
import { functionName } from "../../src/aws/names.ts";
import { TEST_REGION } from "../support/local-cloud.ts";
import { TEST_STACK, type TestStack } from "../support/stack.ts";
import { type RandomEvent, randomEvent } from "./random-event.ts";

/** The response of a function to an event. */
interface FunctionResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type StoredItem = Readonly<Record<string, AttributeValue>>;

const TableName = "todo-api-dev";
const idOf = (kind: string, number: number) => `0193a5b0-0000-7000-8000-${kind}${String(number).padStart(11, "0")}`;
/** Items that events may name, and items that no event names. */
const TARGETS = Array.from({ length: 10 }, (_, index) => idOf("a", index));
const OTHERS = Array.from({ length: 10 }, (_, index) => idOf("b", index));

/**
 * Sends random events to one function. Expects no 5xx, always JSON and CORS, and that no item changes except the one
 * that the event names.
 */
export async function sendRandomEvents(
  deployed: TestStack,
  action: Action,
  { runs, seed }: { runs: number; seed: number },
) {
  for (const id of [...TARGETS, ...OTHERS]) await put(deployed, id);
  const before = await recordsOf(deployed);
  const created = new Set<string>();
  const routes = routesOf({ allowClear: false }).filter((route) => route.action === action);
  const events = randomEvent(
    routes.map(({ method, path }) => [method.toUpperCase(), path] as const),
    TARGETS,
  );
  await fc.assert(
    fc.asyncProperty(events, async (event) => {
      const response = await invoke(deployed, action, event);
      checkFormat(response);
      if (response.statusCode === 201) created.add(checkCreated(event, response));
      if (response.statusCode === 200 && action === "update") checkChanged(event, response);
      if (response.statusCode === 204) await put(deployed, targetOf(event));
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  const after = await recordsOf(deployed);
  for (const id of OTHERS) expect(after.get(id)).toEqual(before.get(id));
  const known = new Set([...before.keys(), ...created]);
  expect([...after.keys()].filter((id) => !known.has(id))).toEqual([]);
  expect([...known].filter((id) => !after.has(id))).toEqual([]);
}

async function invoke(deployed: TestStack, action: Action, event: RandomEvent): Promise<FunctionResponse> {
  const invocation = {
    region: TEST_REGION,
    functionName: functionName(TEST_STACK, action),
    payload: JSON.stringify(event),
  };
  const result = await deployed.test.cloud.functions.invoke(invocation);
  if (result.kind !== "success") throw new Error(`The function did not respond: ${JSON.stringify(result)}`);
  return JSON.parse(result.payload);
}

function checkFormat({ statusCode, headers, body, ...more }: FunctionResponse): void {
  expect(statusCode).toBeGreaterThanOrEqual(200);
  expect(statusCode, body).toBeLessThan(500);
  expect(headers["Access-Control-Allow-Origin"]).toBe("*");
  expect(Object.keys(more)).toEqual([]);
  for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e\x80-\xff]*$/);
  if (statusCode === 204 || statusCode === 304) expect(body).toBe("");
  // The body of a response to HEAD is empty too.
  if (body === "") return;
  const value = JSON.parse(body);
  expect(body).not.toMatch(/\p{Surrogate}/u);
  if (statusCode >= 400) {
    expect(headers["Content-Type"]).toBe("application/problem+json");
    expect(value).toMatchObject({ status: statusCode, title: expect.any(String), detail: expect.any(String) });
  }
}

/** Every character of a title is kept, and a key returns the item that was first created with it. */
function checkCreated(event: RandomEvent, { body }: FunctionResponse): string {
  const { id, title, version } = JSON.parse(body);
  expect(title).toBe(JSON.parse(textOf(event)).title.trim());
  expect(version).toBe(1);
  return id;
}

function checkChanged(event: RandomEvent, { body }: FunctionResponse): void {
  const { id, title } = JSON.parse(body);
  expect(id).toBe(targetOf(event));
  const sent = JSON.parse(textOf(event));
  if (sent.title !== undefined) expect(title).toBe(sent.title.trim());
}

function textOf({ body, isBase64Encoded }: RandomEvent): string {
  return Buffer.from(String(body), isBase64Encoded === true ? "base64" : "utf8").toString();
}

function targetOf({ pathParameters }: RandomEvent): string {
  return new Map<string, unknown>(Object.entries(pathParameters ?? {})).get("id")?.toString() ?? "";
}

async function put(deployed: TestStack, id: string): Promise<void> {
  const at = { S: "2026-01-01T00:00:00.000Z" };
  const fields = { title: { S: id }, completed: { BOOL: false }, version: { N: "1" }, createdAt: at, updatedAt: at };
  await deployed.cloud.dynamodb.send(
    new PutItemCommand({ TableName, Item: { pk: { S: "item" }, id: { S: id }, ...fields } }),
  );
}

/** The items' records by ID, without the records of keys. */
async function recordsOf({ cloud }: TestStack): Promise<ReadonlyMap<string, StoredItem>> {
  const records = new Map<string, StoredItem>();
  let ExclusiveStartKey: StoredItem | undefined;
  do {
    const page = await cloud.dynamodb.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey: { ...ExclusiveStartKey } }),
      }),
    );
    for (const record of page.Items ?? []) if (record["pk"]?.S === "item") records.set(record["id"]?.S ?? "", record);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return records;
}
