import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { keyOf, makeTable, TABLE } from "../local/dynamodb/todo-table.ts";
import { startTestCloud } from "../support/local-cloud.ts";

const LISTINGS = 4500;

test("a store that is reopened after thousands of listings loses no request and no item", async () => {
  const directory = mkdtempSync(join(tmpdir(), "todo-api-listings-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const cloud = await startTestCloud({ directory });
  onTestFinished(() => cloud.stop());
  const dynamodb = new DynamoDBClient(cloud.clientConfig);
  await makeTable(dynamodb);
  const list = new QueryCommand({
    TableName: TABLE,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: "items" } },
    ConsistentRead: true,
  });
  let listed = 0;
  let written = 0;
  const work = async () => {
    while (listed < LISTINGS) {
      listed += 1;
      const before = written;
      if (listed % 100 === 0) {
        await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: keyOf(String(listed)) }));
        written += 1;
      }
      expect((await dynamodb.send(list)).Count).toBeGreaterThanOrEqual(before);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect((await dynamodb.send(list)).Count).toBe(LISTINGS / 100);
}, 900_000);
