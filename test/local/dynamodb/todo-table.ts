import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

export const TABLE = "todo-api-dev";

/** The definition of todo-api's table: one partition, sorted by ID, on demand. */
export const DEFINITION: CreateTableCommandInput = {
  TableName: TABLE,
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "id", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "id", KeyType: "RANGE" },
  ],
  BillingMode: "PAY_PER_REQUEST",
};

/** Creates a table like todo-api's. */
export function makeTable(dynamodb: DynamoDBClient, changes: Partial<CreateTableCommandInput> = {}) {
  return dynamodb.send(new CreateTableCommand({ ...DEFINITION, ...changes }));
}

/** The key of an item. */
export function keyOf(id: string) {
  return { pk: { S: "items" }, id: { S: id } };
}
