import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, it, onTestFinished } from "vitest";
import { startTestCloud } from "../../support/local-cloud.ts";
import { keyOf, makeTable, TABLE } from "./todo-table.ts";

it.each([
  ["9e125", "9e125"],
  ["9".repeat(38), "0.1"],
  ["1e-130", "-1.5e-130"],
])("a transaction rejects an item that could not be restored: %s + %s", async (before, added) => {
  const cloud = await startTestCloud();
  onTestFinished(cloud.stop);
  const dynamodb = new DynamoDBClient(cloud.clientConfig);
  await makeTable(dynamodb);
  await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { ...keyOf("n"), n: { N: before } } }));
  const ExpressionAttributeValues = { ":v": { N: added } };
  const update = { TableName: TABLE, Key: keyOf("n"), UpdateExpression: "ADD n :v", ExpressionAttributeValues };
  await dynamodb.send(new UpdateItemCommand(update));

  const Put = { TableName: TABLE, Item: { ...keyOf("n"), title: { S: "title" } } };
  const ConditionCheck = { TableName: TABLE, Key: keyOf("missing"), ConditionExpression: "attribute_exists(pk)" };
  const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put }, { ConditionCheck }] });
  await expect(dynamodb.send(transaction)).rejects.toMatchObject({ name: "ValidationException" });
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: keyOf("n") }));
  expect(Item).not.toHaveProperty("title");
});
