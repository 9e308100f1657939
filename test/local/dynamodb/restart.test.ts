import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startTestCloud } from "../../support/local-cloud.ts";
import { keyOf, makeTable, TABLE } from "./todo-table.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "todo-api-dynamodb-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it("finds tables, tags and items again after a restart, and keeps regions apart", async () => {
  const before = await startTestCloud({ directory });
  const dynamodb = new DynamoDBClient(before.clientConfig);
  const elsewhere = new DynamoDBClient({ ...before.clientConfig, region: "us-east-1" });
  await makeTable(dynamodb, { Tags: [{ Key: "a", Value: "b" }], DeletionProtectionEnabled: true });
  await makeTable(elsewhere);
  const Item = { ...keyOf("1"), title: { S: "kept" } };
  await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  await before.stop();

  const after = await startTestCloud({ directory });
  const again = new DynamoDBClient(after.clientConfig);
  const { Table } = await again.send(new DescribeTableCommand({ TableName: TABLE }));
  expect(Table).toMatchObject({ TableStatus: "ACTIVE", DeletionProtectionEnabled: true });
  const tags = await again.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
  expect(tags.Tags).toEqual([{ Key: "a", Value: "b" }]);
  const read = { TableName: TABLE, Key: keyOf("1") };
  expect((await again.send(new GetItemCommand(read))).Item).toEqual(Item);
  const abroad = new DynamoDBClient({ ...after.clientConfig, region: "us-east-1" });
  expect((await abroad.send(new GetItemCommand(read))).Item).toBeUndefined();
  await after.stop();
});

it("makes a table that a killed cloud had left in its engine but not recorded", async () => {
  const killed = await startTestCloud({ directory });
  await makeTable(new DynamoDBClient(killed.clientConfig));
  await new DynamoDBClient(killed.clientConfig).send(new PutItemCommand({ TableName: TABLE, Item: keyOf("old") }));
  delete killed.cloud.dynamodb.data.regions["eu-west-1"]?.[TABLE];
  killed.cloud.dynamodb.save();
  await killed.stop();

  const after = await startTestCloud({ directory });
  const dynamodb = new DynamoDBClient(after.clientConfig);
  await makeTable(dynamodb);
  expect((await dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: keyOf("old") }))).Item).toBeUndefined();
  await after.stop();
});
