import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListBackupsCommand,
  type ListBackupsCommandInput,
  ListTagsOfResourceCommand,
  PutItemCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listEngineTables } from "../../../src/local/services/dynamodb/engine-table.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { type SimulatedTime, simulatedTime } from "../../support/simulated-time.ts";
import { keyOf, makeTable } from "./todo-table.ts";

/** The beginning of errors for a table that is changing. */
const IN_USE = "Attempt to change a resource which is still in use:";

describe("a DynamoDB table with realistic timing", () => {
  let time: SimulatedTime;
  let test: TestCloud;
  let dynamodb: DynamoDBClient;
  beforeAll(async () => {
    time = simulatedTime();
    test = await startTestCloud({ clock: time, timing: { mode: "realistic" } });
    dynamodb = new DynamoDBClient(test.clientConfig);
  });
  afterAll(() => test.stop());

  /** The calls on one table. */
  const callsOn = (TableName: string) => {
    const ResourceArn = `arn:aws:dynamodb:eu-west-1:${test.account}:table/${TableName}`;
    return {
      create: () => makeTable(dynamodb, { TableName, Tags: [{ Key: "a", Value: "1" }] }),
      status: async () => (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus,
      remove: () => dynamodb.send(new DeleteTableCommand({ TableName })),
      protect: (DeletionProtectionEnabled: boolean) =>
        dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled })),
      put: () => dynamodb.send(new PutItemCommand({ TableName, Item: keyOf("1") })),
      tag: (tags: Record<string, string>) =>
        dynamodb.send(
          new TagResourceCommand({ ResourceArn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
        ),
      untag: (...TagKeys: string[]) => dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
      tags: async () => {
        const { Tags = [] } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
        return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      },
      describeTtl: () => dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
      setTtl: () => {
        const TimeToLiveSpecification = { Enabled: true, AttributeName: "expiresAt" };
        return dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      },
      describeRecovery: () => dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
      setRecovery: (PointInTimeRecoveryEnabled: boolean) =>
        dynamodb.send(
          new UpdateContinuousBackupsCommand({
            TableName,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
          }),
        ),
      backups: async (input: ListBackupsCommandInput = {}) =>
        (await dynamodb.send(new ListBackupsCommand({ TableName, ...input }))).BackupSummaries,
    };
  };
  const rejection = (name: string, message: string) => ({ name, message });

  it("is CREATING from the first read, and rejects changes until it is ACTIVE", async () => {
    const table = callsOn("created");
    const arn = `arn:aws:dynamodb:eu-west-1:${test.account}:table/created`;
    await table.create();
    expect(await table.status()).toBe("CREATING");
    const inUse = rejection("ResourceInUseException", `${IN_USE} Table is being created: created`);
    await expect(table.create()).rejects.toMatchObject(inUse);
    await expect(table.remove()).rejects.toMatchObject(inUse);
    await expect(table.protect(true)).rejects.toMatchObject(inUse);
    await expect(table.put()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const unknownArn = rejection(
      "ResourceNotFoundException",
      `Requested resource not found: ResourceArn: ${arn} not found`,
    );
    await expect(table.tags()).rejects.toMatchObject(unknownArn);
    await expect(table.tag({ b: "2" })).rejects.toMatchObject(unknownArn);
    const unknown = rejection("TableNotFoundException", "Table not found: created");
    await expect(table.describeRecovery()).rejects.toMatchObject(unknown);
    await expect(table.setRecovery(true)).rejects.toMatchObject(unknown);
    await expect(table.describeTtl()).rejects.toMatchObject(
      rejection(
        "ValidationException",
        "Cannot describe time to live while table is in CREATING state: Current table state is CREATING",
      ),
    );
    await expect(table.setTtl()).rejects.toMatchObject(
      rejection("ResourceNotFoundException", "Requested resource not found: Table: created not found"),
    );
    await time.sleep(7000);
    expect(await table.status()).toBe("ACTIVE");
    expect(await table.tags()).toEqual({ a: "1" });
    await table.setTtl();
  });

  it("accepts continuous backups a few seconds after it is ACTIVE", async () => {
    const table = callsOn("recovered");
    await table.create();
    await time.sleep(4500);
    expect(await table.status()).toBe("ACTIVE");
    await expect(table.setRecovery(true)).rejects.toMatchObject({ name: "ContinuousBackupsUnavailableException" });
    await time.sleep(2700);
    await table.setRecovery(true);
  });

  it("is DELETING for a few seconds, in which it cannot be deleted or created again", async () => {
    const table = callsOn("deleted");
    const stored = await listEngineTables(test.cloud.tables, "eu-west-1");
    await table.create();
    await time.sleep(7000);
    await table.remove();
    expect(await table.status()).toBe("DELETING");
    await expect(table.remove()).rejects.toMatchObject(
      rejection("ResourceInUseException", `${IN_USE} Table is being deleted: deleted`),
    );
    await expect(table.create()).rejects.toMatchObject(
      rejection("ResourceInUseException", "Table already exists: deleted"),
    );
    expect(await listEngineTables(test.cloud.tables, "eu-west-1")).toEqual(stored);
    await expect(table.describeTtl()).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("in DELETING state"),
    });
    await time.sleep(2000);
    expect(await table.status()).toBe("DELETING");
    await expect(table.tags()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(table.describeRecovery()).rejects.toMatchObject({ name: "TableNotFoundException" });
    await time.sleep(4000);
    await expect(table.status()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await table.create();
    await time.sleep(7000);
  });

  it("rejects a second change of its tags for two seconds, and lists the previous tags for three", async () => {
    const table = callsOn("tagged");
    await table.create();
    await time.sleep(7000);
    await table.tag({ a: "1" });
    await table.tag({ a: "2", b: "1" });
    expect(await table.tags()).toEqual({ a: "1" });
    const locked = rejection(
      "LimitExceededException",
      "Subscriber limit exceeded: Table tags are being updated: tagged",
    );
    for (const refused of [() => table.tag({ a: "2" }), () => table.untag("a"), () => table.untag("absent")])
      await expect(refused()).rejects.toMatchObject(locked);
    await table.tag({ a: "2", b: "1", c: "1" });
    await expect(table.remove()).rejects.toMatchObject(
      rejection("ResourceInUseException", `${IN_USE} Table tags are being updated: tagged`),
    );
    await table.protect(false);
    await time.sleep(3000);
    expect(await table.tags()).toEqual({ a: "2", b: "1", c: "1" });
    await table.untag("c", "absent");
    await table.untag("absent", "c");
    await time.sleep(3000);
    expect(await table.tags()).toEqual({ a: "2", b: "1" });
    await table.remove();
  });

  it("rejects a second change of its deletion protection for 15 seconds", async () => {
    const table = callsOn("guarded");
    await table.create();
    await time.sleep(7000);
    await table.protect(true);
    expect(await table.status()).toBe("ACTIVE");
    await table.protect(true);
    const again = await table.protect(false).catch((error: unknown) => error);
    expect(again).toMatchObject({
      name: "ThrottlingException",
      message: expect.stringMatching(
        /^Deletion protection setting for table guarded modified within the previous 15000 milliseconds\. Please try again after \d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}$/,
      ),
    });
    await time.sleep(15_000);
    await table.protect(false);
    await table.remove();
  });

  it("leaves a system backup if it is deleted with point-in-time recovery, and none if that is off before", async () => {
    const table = callsOn("backed-up");
    await table.create();
    await time.sleep(10_000);
    await table.setRecovery(true);
    await table.setRecovery(false);
    await table.remove();
    await time.sleep(6000);
    expect(await table.backups({ BackupType: "ALL" })).toEqual([]);
    await table.create();
    await time.sleep(10_000);
    await table.setRecovery(true);
    await table.remove();
    expect(await table.backups({ BackupType: "SYSTEM" })).toEqual([]);
    await time.sleep(6000);
    expect(await table.backups()).toEqual([]);
    const system = await table.backups({ BackupType: "SYSTEM" });
    expect(system).toMatchObject([
      { BackupName: "backed-up$DeletedTableBackup", BackupType: "SYSTEM", TableName: "backed-up" },
    ]);
    expect(await table.backups({ BackupType: "ALL" })).toEqual(system);
    expect(await callsOn("other").backups({ BackupType: "ALL" })).toEqual([]);
  });
});
