import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, it, onTestFinished } from "vitest";
import { failDiskOnce } from "../../support/fail-disk-once.ts";
import { startTestCloud } from "../../support/local-cloud.ts";
import { keyOf, makeTable, TABLE } from "./todo-table.ts";

const item = (id: string, title: string) => ({ TableName: TABLE, Item: { ...keyOf(id), title: { S: title } } });
const isMissing = { TableName: TABLE, Key: keyOf("missing"), ConditionExpression: "attribute_exists(pk)" };

it.each<readonly [string, "fdatasyncSync" | "ftruncateSync", readonly TransactWriteItem[]]>([
  ["begin", "fdatasyncSync", [{ Put: item("a", "in a transaction") }]],
  ["be rolled back", "ftruncateSync", [{ Put: item("a", "in a transaction") }, { ConditionCheck: isMissing }]],
])("a transaction that cannot %s because of the disk does not undo later writes", async (_what, failing, parts) => {
  const directory = await mkdtemp(join(tmpdir(), "todo-api-journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const before = await startTestCloud({ directory });
  const dynamodb = new DynamoDBClient(before.clientConfig);
  await makeTable(dynamodb);
  await dynamodb.send(new PutItemCommand(item("a", "first")));

  failDiskOnce(failing);
  const transaction = dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [...parts] }));
  await expect(transaction).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  await dynamodb.send(new PutItemCommand(item("a", "later")));
  await before.stop();

  const after = await startTestCloud({ directory });
  onTestFinished(after.stop);
  const read = new GetItemCommand({ TableName: TABLE, Key: keyOf("a") });
  expect((await new DynamoDBClient(after.clientConfig).send(read)).Item?.["title"]?.S).toBe("later");
});
