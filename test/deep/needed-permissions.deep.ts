import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACTIONS, type Action } from "../../src/api/routes.ts";
import { roleName } from "../../src/aws/names.ts";
import { isRecord, parseJson } from "../../src/text/json.ts";
import { startStack, TEST_STACK, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack(TEST_STACK, "todo", "api");
});
afterAll(() => deployed.stop());

/** The permissions of each function: without one, a request fails or leaves no log. */
const NEEDED: readonly (readonly [Action, string])[] = [
  ["create", "dynamodb:PutItem"],
  ["read", "dynamodb:GetItem"],
  ["read", "dynamodb:Query"],
  ["update", "dynamodb:UpdateItem"],
  ["delete", "dynamodb:DeleteItem"],
  ["delete", "dynamodb:Query"],
  ["delete", "dynamodb:BatchWriteItem"],
  ...ACTIONS.flatMap((action) => ["logs:CreateLogStream", "logs:PutLogEvents"].map((name) => [action, name] as const)),
];

test("the functions have no other permissions", () => {
  const granted = ACTIONS.flatMap((action) =>
    statementsOf(action).flatMap(({ Action: names }) => names.map((name) => [action, name])),
  );
  expect(granted.map(String).sort()).toEqual(NEEDED.map(String).sort());
});

test.each(NEEDED)("the function %s needs %s", async (action, name) => {
  expect(await requestAll()).not.toContain(500);
  const before = statementsOf(action);
  put(
    action,
    before.map((one) => ({ ...one, Action: one.Action.filter((granted) => granted !== name) })),
  );
  try {
    const seen = await logged(action);
    const statuses = await requestAll();
    if (name.startsWith("logs:")) expect(await logged(action)).toBe(seen);
    else expect(statuses).toContain(500);
  } finally {
    put(action, before);
  }
});

/** Sends each kind of request; returns the statuses. */
async function requestAll(): Promise<readonly number[]> {
  const statuses: number[] = [];
  const send = async (method: string, path: string, body?: object, headers = {}) => {
    const json = { "content-type": "application/json", ...headers };
    const text = body && JSON.stringify(body);
    const response = await fetch(`${deployed.apiUrl}${path}`, { method, headers: json, ...(text && { body: text }) });
    statuses.push(response.status);
    return response.headers.get("location") ?? "";
  };
  const item =
    (await send("POST", "/items", { title: "a" })).slice(deployed.apiUrl.length) ||
    "/items/019abc12-3456-7def-8123-456789abcdef";
  await send("POST", "/items", { title: "b" }, { "idempotency-key": `${Math.random()}` });
  await send("GET", "/items");
  await send("GET", item);
  await send("PATCH", item, { title: "c" });
  await send("PUT", item, { title: "d" });
  await send("DELETE", item);
  await send("GET", "/");
  await send("POST", "/items", { title: "e" });
  await send("DELETE", "/items");
  return statuses;
}

async function logged(action: Action): Promise<number> {
  const logGroupName = `/aws/lambda/todo-api-dev-${action}`;
  return (await deployed.cloud.logs.send(new FilterLogEventsCommand({ logGroupName }))).events?.length ?? 0;
}

interface Statement {
  readonly Action: readonly string[];
}

function statementsOf(action: Action): readonly Statement[] {
  const document = parseJson(policiesOf(action)["least-privilege"] ?? "");
  const statements = isRecord(document) ? document["Statement"] : [];
  return Array.isArray(statements) ? statements : [];
}

function put(action: Action, statements: readonly Statement[]): void {
  const kept = statements.filter(({ Action: names }) => names.length > 0);
  policiesOf(action)["least-privilege"] = JSON.stringify({ Version: "2012-10-17", Statement: kept });
}

/** Changed in the local cloud's records, because a change through IAM is delayed. */
function policiesOf(action: Action): Record<string, string> {
  const role = deployed.test.cloud.iam.data.roles[roleName(TEST_STACK, action, deployed.cloud.region).toLowerCase()];
  if (!role) throw new Error("The stack is not deployed.");
  return role.policies;
}
