import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/local/timing/clock.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { makeTable } from "./todo-table.ts";

describe("a DynamoDB table's settings", () => {
  let test: TestCloud;
  let dynamodb: DynamoDBClient;
  let TableName: string;
  let ResourceArn: string;
  let tables = 0;
  let aheadMilliseconds = 0;

  beforeAll(async () => {
    const clock = systemClock();
    test = await startTestCloud({ clock: { ...clock, now: () => clock.now() + aheadMilliseconds } });
    dynamodb = new DynamoDBClient(test.clientConfig);
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    aheadMilliseconds = 0;
    tables += 1;
    TableName = `settings-${tables}`;
    ResourceArn = `arn:aws:dynamodb:eu-west-1:${test.account}:table/${TableName}`;
    await makeTable(dynamodb, { TableName, Tags: [{ Key: "todo-api:app", Value: "todo-api" }] });
  });

  const tagsOf = async () => (await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags;
  const tag = (Tags: { Key: string; Value: string }[]) => dynamodb.send(new TagResourceCommand({ ResourceArn, Tags }));
  const untag = (...TagKeys: string[]) => dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys }));
  const setTtl = (Enabled: boolean, AttributeName: string) =>
    dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }));
  const setRecovery = (PointInTimeRecoverySpecification: {
    PointInTimeRecoveryEnabled: boolean;
    RecoveryPeriodInDays?: number;
  }) => dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));

  it("keeps the tags of its creation, merged with later ones", async () => {
    await tag([
      { Key: "todo-api:app", Value: "other" },
      { Key: "team", Value: "" },
    ]);
    expect(await tagsOf()).toEqual([
      { Key: "todo-api:app", Value: "other" },
      { Key: "team", Value: "" },
    ]);
    await untag("todo-api:app", "never there");
    expect(await tagsOf()).toEqual([{ Key: "team", Value: "" }]);
    await expect(untag("aws:mine")).rejects.toMatchObject({
      message: "Tag Key cannot be prefixed with aws:, Key: aws:mine",
    });
  });

  it("rejects invalid tags and applies none of them", async () => {
    const valid = { Key: "good", Value: "1" };
    const refused = [
      [[], "Atleast one Tag needs to be provided as Input."],
      [[valid, { Key: "aws:mine", Value: "1" }], "Tag Key cannot be prefixed with aws:, Key: aws:mine"],
      [[valid, { Key: "100%", Value: "1" }], "The Tag Key provided is invalid, Key: 100%"],
      [[valid, { Key: "a", Value: "b,c" }], "The Tag Value provided is invalid, Value: b,c"],
      [[valid, valid], "Duplicate Tag Keys provided as input: Duplicate Tag Key found good"],
      [
        Array.from({ length: 50 }, (_, index) => ({ Key: `tag-${index}`, Value: "" })),
        "Number of Tags exceed the current limit for the provided ResourceArn",
      ],
    ] as const;
    for (const [tags, message] of refused)
      await expect(tag(structuredClone([...tags])), message).rejects.toMatchObject({
        name: "ValidationException",
        message,
      });
    expect(await tagsOf()).toEqual([{ Key: "todo-api:app", Value: "todo-api" }]);
    await expect(
      makeTable(dynamodb, { TableName: "untagged", Tags: [{ Key: "aws:x", Value: "" }] }),
    ).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  it("accepts only ARNs of this account and region", async () => {
    const list = (arn: string) => dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: arn }));
    const absent = ResourceArn.replace(TableName, "absent");
    await expect(list(absent)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Requested resource not found: ResourceArn: ${absent} not found`,
    });
    await expect(list(ResourceArn.replace("eu-west-1", "us-east-1"))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(/^Invalid TableArn: Invalid ResourceArn provided as input arn:/),
    });
    await expect(list(TableName)).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("has point-in-time recovery off until it is turned on, and then for 35 days by default", async () => {
    const read = async () =>
      (await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription;
    expect(await read()).toEqual({
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
    });
    const { ContinuousBackupsDescription } = await setRecovery({ PointInTimeRecoveryEnabled: true });
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toEqual({
      PointInTimeRecoveryStatus: "ENABLED",
      RecoveryPeriodInDays: 35,
      EarliestRestorableDateTime: expect.any(Date),
      LatestRestorableDateTime: expect.any(Date),
    });
    expect(await read()).toEqual(ContinuousBackupsDescription);
    await setRecovery({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 });
    expect((await read())?.PointInTimeRecoveryDescription?.RecoveryPeriodInDays).toBe(7);
    await expect(setRecovery({ PointInTimeRecoveryEnabled: false, RecoveryPeriodInDays: 7 })).rejects.toMatchObject({
      name: "ValidationException",
      message: "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.",
    });
    await expect(setRecovery({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 36 })).rejects.toMatchObject({
      name: "ValidationException",
    });
    await setRecovery({ PointInTimeRecoveryEnabled: false });
    expect((await read())?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe("DISABLED");
    await expect(dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: "absent" }))).rejects.toMatchObject({
      name: "TableNotFoundException",
      message: "Table not found: absent",
    });
  });

  it("rejects a second change of the time to live for 31 minutes, and a second attribute", async () => {
    const read = async () => (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    const rejection = (message: string) => ({ name: "ValidationException", message });
    expect(await read()).toEqual({ TimeToLiveStatus: "DISABLED" });
    await expect(setTtl(false, "expires")).rejects.toMatchObject(rejection("TimeToLive is already disabled"));
    expect((await setTtl(true, "expires")).TimeToLiveSpecification).toEqual({
      Enabled: true,
      AttributeName: "expires",
    });
    expect(await read()).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    await expect(setTtl(true, "expires")).rejects.toMatchObject(rejection("TimeToLive is already enabled"));
    await expect(setTtl(true, "other")).rejects.toMatchObject(
      rejection("TimeToLive is active on a different AttributeName: current AttributeName is expires"),
    );
    await expect(setTtl(false, "expires")).rejects.toMatchObject(
      rejection("Time to live has been modified multiple times within a fixed interval"),
    );
    aheadMilliseconds = 31 * 60 * 1000;
    const later = new DynamoDBClient({ ...test.clientConfig, systemClockOffset: aheadMilliseconds });
    const TimeToLiveSpecification = { Enabled: false, AttributeName: "expires" };
    await later.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    aheadMilliseconds = 0;
    expect(await read()).toEqual({ TimeToLiveStatus: "DISABLED" });
  });
});
