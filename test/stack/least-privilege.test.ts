import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACTIONS, type Action } from "../../src/api/routes.ts";
import { roleArn, roleName } from "../../src/aws/names.ts";
import { issueSession } from "../../src/local/services/iam/credentials.ts";
import { startStack, TEST_STACK, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

const Key = { pk: { S: "item" }, id: { S: "x" } };
const TableName = "todo-api-dev";

/** Every DynamoDB operation with the functions that may call it, in a stage where the collection can be cleared. */
const OPERATIONS: readonly (readonly [string, readonly Action[], (client: DynamoDBClient) => Promise<unknown>])[] = [
  ["PutItem", ["create"], (client) => client.send(new PutItemCommand({ TableName, Item: Key }))],
  ["GetItem", ["read"], (client) => client.send(new GetItemCommand({ TableName, Key }))],
  [
    "Query",
    ["read", "delete"],
    (client) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: "item" } },
        }),
      ),
  ],
  [
    "UpdateItem",
    ["update"],
    (client) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: "SET title = :t",
          ExpressionAttributeValues: { ":t": { S: "t" } },
        }),
      ),
  ],
  ["DeleteItem", ["delete"], (client) => client.send(new DeleteItemCommand({ TableName, Key }))],
  ["Scan", [], (client) => client.send(new ScanCommand({ TableName }))],
  [
    "BatchWriteItem",
    ["delete"],
    (client) =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } })),
  ],
  ["DescribeTable", [], (client) => client.send(new DescribeTableCommand({ TableName }))],
  ["DeleteTable", [], (client) => client.send(new DeleteTableCommand({ TableName }))],
  ["ListTables", [], (client) => client.send(new ListTablesCommand({}))],
];

describe.each(ACTIONS.map((action) => [action] as const))("the role of the %s function", (action) => {
  test.each(OPERATIONS)("may call %s only if the function needs it", async (operation, allowed, call) => {
    const client = new DynamoDBClient({ ...deployed.test.clientConfig, credentials: sessionOf(action) });
    if (allowed.includes(action)) await expect(call(client)).resolves.toBeDefined();
    else
      await expect(call(client)).rejects.toMatchObject({
        name: "AccessDeniedException",
        message: expect.stringContaining(`is not authorized to perform: dynamodb:${operation}`),
      });
  });

  test("may not touch another table", async () => {
    const client = new DynamoDBClient({ ...deployed.test.clientConfig, credentials: sessionOf(action) });
    const other = { TableName: "todo-api-prod", Key };
    const calls = [
      client.send(new GetItemCommand(other)),
      client.send(new DeleteItemCommand(other)),
      client.send(new PutItemCommand({ TableName: other.TableName, Item: Key })),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  test("may write to its own log group, not to another, and may not create one", async () => {
    const client = new CloudWatchLogsClient({ ...deployed.test.clientConfig, credentials: sessionOf(action) });
    const [other] = ACTIONS.filter((name) => name !== action);
    const stream = (name: string | undefined) => ({
      logGroupName: `/aws/lambda/todo-api-dev-${name}`,
      logStreamName: "mine",
    });
    await client.send(new CreateLogStreamCommand(stream(action)));
    const logEvents = [{ timestamp: Date.now(), message: "m" }];
    await client.send(new PutLogEventsCommand({ ...stream(action), logEvents }));
    const denied = { name: "AccessDeniedException" };
    await expect(client.send(new CreateLogStreamCommand(stream(other)))).rejects.toMatchObject(denied);
    await expect(client.send(new PutLogEventsCommand({ ...stream(other), logEvents }))).rejects.toMatchObject(denied);
    const group = { logGroupName: `/aws/lambda/todo-api-dev-${action}` };
    await expect(client.send(new CreateLogGroupCommand(group))).rejects.toMatchObject(denied);
  });
});

function sessionOf(action: Action) {
  const { cloud, test: local } = deployed;
  return issueSession(local.cloud, roleArn(cloud, roleName(TEST_STACK, action, cloud.region)), action);
}
