import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { keyOf, makeTable, TABLE } from "./todo-table.ts";

describe("DynamoDB items", () => {
  let test: TestCloud;
  let dynamodb: DynamoDBClient;

  beforeAll(async () => {
    test = await startTestCloud();
    dynamodb = new DynamoDBClient(test.clientConfig);
    await makeTable(dynamodb);
  });
  afterAll(() => test.stop());

  const put = (id: string, item: object = {}) =>
    dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { ...keyOf(id), ...item } }));
  const get = async (id: string) =>
    (await dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: keyOf(id), ConsistentRead: true }))).Item;

  it("keeps every type of attribute as it was put", async () => {
    const item = {
      text: { S: "Buy milk <b>\u{1F95B}</b>" },
      count: { N: "42.5" },
      done: { BOOL: false },
      nothing: { NULL: true },
      bytes: { B: Uint8Array.from([0, 255, 128]) },
      list: { L: [{ S: "a" }, { M: { b: { N: "1" } } }] },
      words: { SS: ["a", "b"] },
    };
    await put("types", item);
    expect(await get("types")).toEqual({ ...keyOf("types"), ...item });
    expect(await get("absent")).toBeUndefined();
  });

  it("returns the item of a failed condition on request, even if there is none", async () => {
    await put("mine", { title: { S: "there" }, bytes: { B: Uint8Array.from([1, 2]) } });
    const failed = (send: Promise<unknown>) =>
      send.then(
        () => expect.fail("the condition held"),
        (error: unknown) => (error instanceof ConditionalCheckFailedException ? error : expect.fail(String(error))),
      );
    const ask = { TableName: TABLE, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
    const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
    const mine = await get("mine");

    const onPut = await failed(dynamodb.send(new PutItemCommand({ ...ask, ...isNew, Item: keyOf("mine") })));
    expect(onPut.message).toBe("The conditional request failed");
    expect(onPut.Item).toEqual(mine);
    const onUpdate = await failed(
      dynamodb.send(
        new UpdateItemCommand({
          ...ask,
          Key: keyOf("mine"),
          UpdateExpression: "SET title = :new",
          ConditionExpression: "title = :old",
          ExpressionAttributeValues: { ":new": { S: "new" }, ":old": { S: "old" } },
        }),
      ),
    );
    expect(onUpdate.Item).toEqual(mine);
    const onDelete = await failed(dynamodb.send(new DeleteItemCommand({ ...ask, ...isNew, Key: keyOf("mine") })));
    expect(onDelete.Item).toEqual(mine);

    const ifExists = { ConditionExpression: "attribute_exists(pk)" };
    const onMissingItem = await failed(
      dynamodb.send(new DeleteItemCommand({ ...ask, ...ifExists, Key: keyOf("nobody") })),
    );
    expect(onMissingItem.Item).toBeUndefined();
    const notRequested = await failed(
      dynamodb.send(new PutItemCommand({ TableName: TABLE, ...isNew, Item: keyOf("mine") })),
    );
    expect(notRequested.Item).toBeUndefined();
    expect(await get("mine")).toEqual(mine);
  });

  it("pages through a Query in the order of the sort key, and back", async () => {
    for (const id of ["c", "a", "d", "b", "e"])
      await dynamodb.send(
        new PutItemCommand({ TableName: TABLE, Item: { pk: { S: "list" }, id: { S: id }, n: { N: "1" } } }),
      );
    const ids = async (forward: boolean) => {
      const found: (string | undefined)[] = [];
      let ExclusiveStartKey: Record<string, { S: string }> | undefined;
      do {
        const page = await dynamodb.send(
          new QueryCommand({
            TableName: TABLE,
            KeyConditionExpression: "pk = :list",
            ExpressionAttributeValues: { ":list": { S: "list" } },
            ScanIndexForward: forward,
            ConsistentRead: true,
            Limit: 2,
            ExclusiveStartKey,
          }),
        );
        found.push(...(page.Items ?? []).map(({ id }) => id?.S));
        const last = page.LastEvaluatedKey?.["id"]?.S;
        ExclusiveStartKey = last === undefined ? undefined : { pk: { S: "list" }, id: { S: last } };
      } while (ExclusiveStartKey);
      return found;
    };
    expect(await ids(true)).toEqual(["a", "b", "c", "d", "e"]);
    expect(await ids(false)).toEqual(["e", "d", "c", "b", "a"]);
  });

  it("writes and deletes in batches, and scans the rest", async () => {
    await makeTable(dynamodb, { TableName: "batch" });
    const writes = ["1", "2", "3"].map((id) => ({ PutRequest: { Item: keyOf(id) } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { batch: writes } }));
    await dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { batch: [{ DeleteRequest: { Key: keyOf("2") } }] } }),
    );
    const { Items = [], Count } = await dynamodb.send(new ScanCommand({ TableName: "batch" }));
    expect(Items.map(({ id }) => id?.S).sort()).toEqual(["1", "3"]);
    expect(Count).toBe(2);
    const arn = `arn:aws:dynamodb:eu-west-1:${test.account}:table/batch`;
    const putting = (id: string) => [{ PutRequest: { Item: keyOf(id) } }];
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { batch: putting("4"), [arn]: putting("5") } }));
    expect((await dynamodb.send(new ScanCommand({ TableName: "batch" }))).Count).toBe(4);
  });

  it("rejects what DynamoDB rejects, with its messages", async () => {
    const refused = [
      [() => put("large", { text: { S: "x".repeat(410_000) } }), "Item size has exceeded the maximum allowed size"],
      [
        () => dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: { pk: { S: "items" } } })),
        "The provided key element does not match the schema",
      ],
      [
        () => dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: "items" } } })),
        "One or more parameter values were invalid: Missing the key id in the item",
      ],
      [() => put("", {}), /The AttributeValue for a key attribute cannot contain an empty string value\. Key: id$/],
      [
        () =>
          dynamodb.send(
            new UpdateItemCommand({ TableName: TABLE, Key: keyOf("x"), UpdateExpression: "SET name = :n" }),
          ),
        /^Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name$/,
      ],
    ] as const;
    for (const [send, message] of refused)
      await expect(send(), String(message)).rejects.toMatchObject({
        name: "ValidationException",
        message: typeof message === "string" ? message : expect.stringMatching(message),
      });
    await expect(dynamodb.send(new GetItemCommand({ TableName: "absent", Key: keyOf("1") }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found",
    });
  });

  it("rejects expressions, values and return values beyond DynamoDB's limits, and accepts what is just within", async () => {
    const long = (bytes: number) => `attribute_exists(${"a".repeat(bytes - 18)})`;
    const many = (operators: number) => `pk = :v${" AND pk = :v".repeat((operators - 1) / 2)}`;
    const oneOf = (operands: number) => `pk IN (${Array.from({ length: operands }, () => ":v").join(",")})`;
    const deep = (levels: number): AttributeValue => (levels === 1 ? { S: "leaf" } : { M: { n: deep(levels - 1) } });
    const Key = keyOf("limits");
    await put("limits");
    const values = { ":v": { S: "items" } };
    const within = (send: () => Promise<unknown>) =>
      send().then(
        () => "ok",
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      );
    const removing = (ConditionExpression: string, more: object = { ExpressionAttributeValues: values }) =>
      dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: keyOf("absent"), ConditionExpression, ...more }));
    const scanning = (FilterExpression: string) =>
      dynamodb.send(new ScanCommand({ TableName: TABLE, FilterExpression, ExpressionAttributeValues: values }));
    const updating = (bytes: number) =>
      dynamodb.send(
        new UpdateItemCommand({ TableName: TABLE, Key, UpdateExpression: `REMOVE ${"a".repeat(bytes - 7)}` }),
      );
    const reading = (bytes: number) =>
      dynamodb.send(new GetItemCommand({ TableName: TABLE, Key, ProjectionExpression: "a".repeat(bytes) }));
    const putting = (levels: number) => put("limits", { deep: deep(levels) });
    const comparing = (levels: number) =>
      removing("deep = :deep", { ExpressionAttributeValues: { ":deep": deep(levels) } });
    const batching = (levels: number) => {
      const RequestItems = { [TABLE]: [{ PutRequest: { Item: { ...Key, deep: deep(levels) } } }] };
      return dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    };
    const returning = (ReturnValues: "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD") =>
      dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: keyOf("absent"), ReturnValues }));
    const cases = [
      [() => removing(long(4096), {}), () => removing(long(4097), {}), "Invalid ConditionExpression: Expression size"],
      [() => updating(4096), () => updating(4097), "Invalid UpdateExpression: Expression size has exceeded"],
      [() => reading(4096), () => reading(4097), "Invalid ProjectionExpression: Expression size has exceeded"],
      [() => scanning(many(299)), () => scanning(many(301)), "too many operators; operator count: 301"],
      [() => scanning(oneOf(100)), () => scanning(oneOf(101)), "too many operands; number of operands: 101"],
      [() => putting(32), () => putting(33), "Nesting Levels have exceeded supported limits"],
      [() => comparing(32), () => comparing(33), "Nesting Levels have exceeded supported limits"],
      [() => batching(32), () => batching(33), "Nesting Levels have exceeded supported limits"],
      [() => returning("ALL_OLD"), () => returning("ALL_NEW"), "ReturnValues can only be ALL_OLD or NONE"],
      [() => returning("ALL_OLD"), () => returning("UPDATED_OLD"), "ReturnValues can only be ALL_OLD or NONE"],
    ] as const;
    for (const [accepted, rejected, message] of cases) {
      expect(["ok", "ConditionalCheckFailedException"], message).toContain(await within(accepted));
      await expect(rejected(), message).rejects.toMatchObject({
        name: "ValidationException",
        message: expect.stringContaining(message),
      });
    }
  });

  it("rejects by name the expressions that would crash its engine, and continues", async () => {
    await put("tough", { a: { M: { b: { N: "1" } } } });
    const conditions = ["a IN (:v, b)", "a BETWEEN :v AND b", "begins_with(a, b)", "NOT (pk = :v OR :v IN (size(a)))"];
    for (const ConditionExpression of conditions)
      await expect(
        dynamodb.send(
          new DeleteItemCommand({
            TableName: TABLE,
            Key: keyOf("tough"),
            ConditionExpression,
            ExpressionAttributeValues: { ":v": { S: "v" } },
          }),
        ),
        ConditionExpression,
      ).rejects.toMatchObject({ name: "NotSupportedByLocalCloud" });
    await expect(
      dynamodb.send(new UpdateItemCommand({ TableName: TABLE, Key: keyOf("tough"), UpdateExpression: "SET a.c = a" })),
    ).rejects.toMatchObject({ name: "NotSupportedByLocalCloud" });
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: keyOf("tough"),
        UpdateExpression: "SET a.b = a.b + :one, a.c = if_not_exists(a.c, :one)",
        ConditionExpression: "id BETWEEN :from AND :to AND begins_with(pk, :pk) AND pk IN (:pk, :from)",
        ExpressionAttributeValues: {
          ":one": { N: "1" },
          ":from": { S: "a" },
          ":to": { S: "z" },
          ":pk": { S: "items" },
        },
      }),
    );
    expect((await get("tough"))?.["a"]).toEqual({ M: { b: { N: "2" }, c: { N: "1" } } });
  });

  it("requires the permission for each operation on each table", async () => {
    const Resource = `arn:aws:dynamodb:eu-west-1:${test.account}:table/${TABLE}`;
    const Statement = [{ Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:BatchWriteItem"], Resource }];
    const credentials = test.addUser([JSON.stringify({ Version: "2012-10-17", Statement })]);
    const reader = new DynamoDBClient({ ...test.clientConfig, credentials });
    await reader.send(new GetItemCommand({ TableName: TABLE, Key: keyOf("1") }));
    const denied = (action: string, table = TABLE) => ({
      name: "AccessDeniedException",
      message: expect.stringContaining(
        `not authorized to perform: dynamodb:${action} on resource: arn:aws:dynamodb:eu-west-1:${test.account}:table/${table} because no identity-based policy allows the dynamodb:${action} action`,
      ),
    });
    const Item = keyOf("denied");
    await expect(reader.send(new PutItemCommand({ TableName: TABLE, Item }))).rejects.toMatchObject(denied("PutItem"));
    await expect(reader.send(new ScanCommand({ TableName: TABLE }))).rejects.toMatchObject(denied("Scan"));
    const RequestItems = { [TABLE]: [{ PutRequest: { Item } }], batch: [{ PutRequest: { Item } }] };
    await expect(reader.send(new BatchWriteItemCommand({ RequestItems }))).rejects.toMatchObject(
      denied("BatchWriteItem", "batch"),
    );
    expect(await get("denied")).toBeUndefined();
  });
});
