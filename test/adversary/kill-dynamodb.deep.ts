import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  ScanCommand,
  TagResourceCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LOCAL_ACCOUNT } from "../../src/local/start-local-cloud.ts";
import { keyOf, makeTable } from "../local/dynamodb/todo-table.ts";
import { type Access, type KilledOperation, type KillScene, killScene } from "./kill-matrix.ts";

const TableName = "items";
const arn = `arn:aws:dynamodb:eu-west-1:${LOCAL_ACCOUNT}:table/${TableName}`;
const client = ({ clientConfig }: Access) => new DynamoDBClient(clientConfig);
const item = (id: string, title = id) => ({ ...keyOf(id), title: { S: title } });
const put = (id: string): TransactWriteItem => ({ Put: { TableName, Item: item(id, "new") } });
const transaction: TransactWriteItem[] = [
  put("new"),
  put("old"),
  {
    Update: {
      TableName,
      Key: keyOf("counted"),
      UpdateExpression: "ADD #n :one",
      ExpressionAttributeNames: { "#n": "n" },
      ExpressionAttributeValues: { ":one": { N: "1" } },
    },
  },
  { Delete: { TableName, Key: keyOf("removed") } },
];

const OPERATIONS: readonly KilledOperation[] = [
  { name: "CreateTable", act: (access) => makeTable(client(access), { TableName: "another" }) },
  { name: "DeleteTable", act: (access) => client(access).send(new DeleteTableCommand({ TableName })) },
  {
    name: "UpdateTable",
    act: (access) => client(access).send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true })),
  },
  {
    name: "TagResource",
    act: (access) =>
      client(access).send(new TagResourceCommand({ ResourceArn: arn, Tags: [{ Key: "b", Value: "2" }] })),
  },
  {
    name: "UntagResource",
    act: (access) => client(access).send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ["a"] })),
  },
  {
    name: "UpdateTimeToLive",
    act: (access) => {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: "expiresAt" };
      return client(access).send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    },
  },
  {
    name: "UpdateContinuousBackups",
    act: (access) => {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      return client(access).send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    },
  },
  { name: "PutItem", act: (access) => client(access).send(new PutItemCommand({ TableName, Item: item("new") })) },
  {
    name: "UpdateItem",
    act: (access) =>
      client(access).send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf("old"),
          UpdateExpression: "SET title = :new",
          ExpressionAttributeValues: { ":new": { S: "new" } },
          ConditionExpression: "attribute_exists(id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ),
  },
  {
    name: "DeleteItem",
    act: (access) => client(access).send(new DeleteItemCommand({ TableName, Key: keyOf("removed") })),
  },
  {
    name: "BatchWriteItem of one item",
    act: (access) => {
      const RequestItems = { [TableName]: [{ PutRequest: { Item: item("new") } }] };
      return client(access).send(new BatchWriteItemCommand({ RequestItems }));
    },
  },
  {
    name: "TransactWriteItems",
    act: (access) => client(access).send(new TransactWriteItemsCommand({ TransactItems: transaction })),
  },
  {
    name: "TransactWriteItems with a token, repeated",
    act: (access) =>
      client(access).send(new TransactWriteItemsCommand({ TransactItems: transaction, ClientRequestToken: "token" })),
  },
];

let scene: KillScene;
beforeAll(async () => {
  scene = await killScene(async (access) => {
    const dynamodb = client(access);
    await makeTable(dynamodb, { TableName, Tags: [{ Key: "a", Value: "1" }] });
    for (const id of ["old", "removed"]) await dynamodb.send(new PutItemCommand({ TableName, Item: item(id) }));
    await dynamodb.send(new PutItemCommand({ TableName, Item: { ...item("counted"), n: { N: "1" } } }));
  }, observe);
});
afterAll(() => scene.remove());

test.each(OPERATIONS)(
  "$name: takes effect completely or not at all when killed at any point",
  async (operation) => {
    const { points, acknowledged, ...counts } = await scene.kill(operation);
    process.stdout.write(
      `${operation.name}: ${points} points, ${acknowledged} acknowledged, ${JSON.stringify(counts)}\n`,
    );
    // A small change may need only one write of the engine's own log.
    expect(points).toBeGreaterThan(0);
    expect(counts).toEqual({ lost: 0, halfDone: 0, blocked: 0, failures: [] });
  },
  600_000,
);

/** Every table with its settings and items. */
async function observe(access: Access): Promise<unknown> {
  const dynamodb = client(access);
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  return Promise.all(TableNames.map((name) => observeTable(dynamodb, name)));
}

async function observeTable(dynamodb: DynamoDBClient, name: string): Promise<unknown> {
  const asked = { TableName: name };
  const { Table } = await dynamodb.send(new DescribeTableCommand(asked));
  const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand(asked));
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(new DescribeContinuousBackupsCommand(asked));
  const { Items = [] } = await dynamodb.send(new ScanCommand({ ...asked, ConsistentRead: true }));
  return {
    name,
    status: Table?.TableStatus,
    isProtected: Table?.DeletionProtectionEnabled,
    Tags,
    TimeToLiveDescription,
    recovery: backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
    items: Items.map(sortedItem),
  };
}

function sortedItem(found: Record<string, AttributeValue>): unknown {
  return Object.entries(found).sort(([one], [other]) => one.localeCompare(other));
}
