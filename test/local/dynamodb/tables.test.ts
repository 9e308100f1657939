import {
  BatchWriteItemCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { DEFINITION, keyOf, makeTable } from "./todo-table.ts";

describe("DynamoDB tables", () => {
  let test: TestCloud;
  let dynamodb: DynamoDBClient;

  beforeAll(async () => {
    test = await startTestCloud();
    dynamodb = new DynamoDBClient(test.clientConfig);
  });
  afterAll(() => test.stop());

  const describeTable = async (TableName: string) =>
    (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table;
  const update = (changes: object, TableName: string) =>
    dynamodb.send(new UpdateTableCommand({ TableName, ...changes }));

  it("returns CREATING from CreateTable and ACTIVE from the next DescribeTable, with the account's and region's ARN", async () => {
    const { TableDescription } = await makeTable(dynamodb, { TableName: "fresh" });
    expect(TableDescription).toMatchObject({
      TableStatus: "CREATING",
      TableArn: `arn:aws:dynamodb:eu-west-1:${test.account}:table/fresh`,
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    });
    expect(await describeTable("fresh")).toMatchObject({
      ...TableDescription,
      TableStatus: "ACTIVE",
      KeySchema: DEFINITION.KeySchema,
      DeletionProtectionEnabled: false,
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST", LastUpdateToPayPerRequestDateTime: expect.any(Date) },
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: "ACTIVE" },
    });
  });

  it("assigns a new ID to a recreated table", async () => {
    const first = (await makeTable(dynamodb, { TableName: "again" })).TableDescription?.TableId;
    await dynamodb.send(new DeleteTableCommand({ TableName: "again" }));
    const second = (await makeTable(dynamodb, { TableName: "again" })).TableDescription?.TableId;
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
  });

  it("rejects a second table of the same name, even if both are created concurrently", async () => {
    await makeTable(dynamodb, { TableName: "taken" });
    await expect(makeTable(dynamodb, { TableName: "taken" })).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: "Table already exists: taken",
    });
    const race = await Promise.allSettled([1, 2, 3].map(() => makeTable(dynamodb, { TableName: "raced" })));
    expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    expect((await describeTable("raced"))?.TableStatus).toBe("ACTIVE");
  });

  it("rejects a contradictory definition and creates no table", async () => {
    const wrong: readonly [Partial<CreateTableCommandInput>, RegExp][] = [
      [{ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }, /Neither ReadCapacityUnits nor/],
      [{ BillingMode: "PROVISIONED" }, /ReadCapacityUnits and WriteCapacityUnits must both be specified/],
      [{ KeySchema: [{ AttributeName: "other", KeyType: "HASH" }] }, /not defined in AttributeDefinitions/],
      [{ KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }] }, /Number of attributes in KeySchema does not exactly/],
      [{ SSESpecification: { SSEType: "KMS" } }, /SSEType can not be specified if Enabled is false/],
    ];
    for (const [changes, message] of wrong)
      await expect(makeTable(dynamodb, { TableName: "wrong", ...changes }), String(message)).rejects.toMatchObject({
        name: "ValidationException",
        message: expect.stringMatching(message),
      });
    await expect(describeTable("wrong")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found: Table: wrong not found",
    });
  });

  it("rejects by name what it does not support", async () => {
    const asked = { TableName: "indexed", GlobalSecondaryIndexes: [] };
    await expect(makeTable(dynamodb, asked)).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
      message: expect.stringContaining("GlobalSecondaryIndexes"),
    });
  });

  it("accepts a table's ARN in place of its name, only of this region and account", async () => {
    const arn = `arn:aws:dynamodb:eu-west-1:${test.account}:table/by-arn`;
    await makeTable(dynamodb, { TableName: arn });
    expect(await describeTable("by-arn")).toMatchObject({ TableName: "by-arn", TableArn: arn });
    expect(await describeTable(arn)).toEqual(await describeTable("by-arn"));
    await dynamodb.send(new PutItemCommand({ TableName: arn, Item: keyOf("1") }));
    const RequestItems = { [arn]: [{ PutRequest: { Item: keyOf("2") } }] };
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    const TransactItems = [{ Put: { TableName: arn, Item: keyOf("3") } }];
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    const scan = new ScanCommand({ TableName: arn, ReturnConsumedCapacity: "TOTAL" });
    expect(await dynamodb.send(scan)).toMatchObject({ Count: 3, ConsumedCapacity: { TableName: "by-arn" } });
    for (const other of [arn.replace("eu-west-1", "us-east-1"), arn.replace(test.account, "111111111111")])
      await expect(describeTable(other)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await update({ DeletionProtectionEnabled: false }, arn);
    await dynamodb.send(new DeleteTableCommand({ TableName: arn }));
    await expect(describeTable(arn)).rejects.toMatchObject({
      message: "Requested resource not found: Table: by-arn not found",
    });
  });

  it("keeps a protected table until its protection is removed", async () => {
    await makeTable(dynamodb, { TableName: "guarded", DeletionProtectionEnabled: true });
    await expect(dynamodb.send(new DeleteTableCommand({ TableName: "guarded" }))).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    });
    const { TableDescription } = await update({ DeletionProtectionEnabled: false }, "guarded");
    expect(TableDescription).toMatchObject({ TableStatus: "ACTIVE", DeletionProtectionEnabled: false });
    const deleted = await dynamodb.send(new DeleteTableCommand({ TableName: "guarded" }));
    expect(deleted.TableDescription?.TableStatus).toBe("DELETING");
    await expect(describeTable("guarded")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("does not delete a table that is still being created", async () => {
    await makeTable(dynamodb, { TableName: "slow" });
    const table = test.cloud.dynamodb.data.regions["eu-west-1"]?.["slow"];
    if (table) Object.assign(table, { activeAt: test.cloud.clock.now() + 60_000 });
    expect((await describeTable("slow"))?.TableStatus).toBe("CREATING");
    await expect(dynamodb.send(new DeleteTableCommand({ TableName: "slow" }))).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: "Attempt to change a resource which is still in use: Table is being created: slow",
    });
  });

  it("forgets the items of a deleted table", async () => {
    await makeTable(dynamodb, { TableName: "emptied" });
    for (const id of ["1", "2", "3"])
      await dynamodb.send(new PutItemCommand({ TableName: "emptied", Item: keyOf(id) }));
    await dynamodb.send(new DeleteTableCommand({ TableName: "emptied" }));
    await expect(dynamodb.send(new ScanCommand({ TableName: "emptied" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found",
    });
    await makeTable(dynamodb, { TableName: "emptied" });
    expect((await dynamodb.send(new ScanCommand({ TableName: "emptied" }))).Count).toBe(0);
  });

  it("accepts one change per UpdateTable", async () => {
    await makeTable(dynamodb, { TableName: "changed" });
    const refused = [
      [{}, /^At least one of ProvisionedThroughput, BillingMode, .* or TableClass is required$/],
      [
        { BillingMode: "PAY_PER_REQUEST", DeletionProtectionEnabled: true },
        /DeletionProtection modification must be the only operation in the request$/,
      ],
      [
        { SSESpecification: { Enabled: true }, DeletionProtectionEnabled: true },
        /Server-Side Encryption modification must be the only operation in the request$/,
      ],
      [{ BillingMode: "PROVISIONED" }, /ProvisionedThroughput must be specified when BillingMode is PROVISIONED$/],
      [{ SSESpecification: { Enabled: false } }, /Table is already encrypted by default$/],
    ] as const;
    for (const [changes, message] of refused)
      await expect(update(changes, "changed"), String(message)).rejects.toMatchObject({
        name: "ValidationException",
        message: expect.stringMatching(message),
      });
    expect(await describeTable("changed")).toMatchObject({ DeletionProtectionEnabled: false });
    await expect(update({ DeletionProtectionEnabled: true }, "absent")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("describes the requested KMS encryption", async () => {
    await makeTable(dynamodb, { TableName: "sealed", SSESpecification: { Enabled: true } });
    expect((await describeTable("sealed"))?.SSEDescription).toEqual({
      Status: "ENABLED",
      SSEType: "KMS",
      KMSMasterKeyArn: expect.stringMatching(`^arn:aws:kms:eu-west-1:${test.account}:key/[0-9a-f-]{36}$`),
    });
    await update({ SSESpecification: { Enabled: false } }, "sealed");
    expect((await describeTable("sealed"))?.SSEDescription).toBeUndefined();
  });

  it("switches a provisioned table to on-demand", async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    await makeTable(dynamodb, { TableName: "billed", BillingMode: "PROVISIONED", ProvisionedThroughput });
    const before = await describeTable("billed");
    expect(before).toMatchObject({ ProvisionedThroughput });
    expect(before?.BillingModeSummary).toBeUndefined();
    const invalid = { BillingMode: "PAY_PER_REQUEST", OnDemandThroughput: { MaxReadRequestUnits: 0 } } as const;
    await expect(update(invalid, "billed")).rejects.toThrow("MaxReadRequestUnits must be -1 or at least 1");
    expect(await describeTable("billed")).toEqual(before);
    const { TableDescription } = await update({ BillingMode: "PAY_PER_REQUEST" }, "billed");
    expect(TableDescription?.TableStatus).toBe("UPDATING");
    expect(await describeTable("billed")).toMatchObject({
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      ProvisionedThroughput: { ReadCapacityUnits: 0 },
    });
  });

  it("lists a region's tables page by page", async () => {
    const dublin = new DynamoDBClient({ ...test.clientConfig, region: "eu-central-1" });
    expect((await dublin.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    for (const TableName of ["bbb", "aaa", "ccc"]) await makeTable(dublin, { TableName });
    const first = await dublin.send(new ListTablesCommand({ Limit: 2 }));
    expect(first).toMatchObject({ TableNames: ["aaa", "bbb"], LastEvaluatedTableName: "bbb" });
    const rest = await dublin.send(new ListTablesCommand({ ExclusiveStartTableName: first.LastEvaluatedTableName }));
    expect(rest.TableNames).toEqual(["ccc"]);
    expect(rest.LastEvaluatedTableName).toBeUndefined();
    await expect(dublin.send(new ListTablesCommand({ Limit: 101 }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  it("rejects a caller without permission, with action and table", async () => {
    const policy = { Effect: "Allow", Action: "dynamodb:CreateTable", Resource: "*" };
    const credentials = test.addUser([JSON.stringify({ Version: "2012-10-17", Statement: [policy] })]);
    const limited = new DynamoDBClient({ ...test.clientConfig, credentials });
    await expect(makeTable(limited, { TableName: "tagged", Tags: [{ Key: "a", Value: "b" }] })).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(
        `dynamodb:TagResource on resource: arn:aws:dynamodb:eu-west-1:${test.account}:table/tagged`,
      ),
    });
    await expect(limited.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "AccessDeniedException" });
    await makeTable(limited, { TableName: "tagged" });
    await expect(limited.send(new DescribeTableCommand({ TableName: "tagged" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("dynamodb:DescribeTable"),
    });
  });
});
