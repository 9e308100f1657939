import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  type CreateLogGroupCommandInput,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureLogGroup } from "../../../src/local/services/logs/log-groups.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

describe("log groups", () => {
  let test: TestCloud;
  let logs: CloudWatchLogsClient;

  beforeAll(async () => {
    test = await startTestCloud();
    logs = new CloudWatchLogsClient(test.clientConfig);
  });
  afterAll(() => test.stop());

  const create = (logGroupName: string, more: Partial<CreateLogGroupCommandInput> = {}) =>
    logs.send(new CreateLogGroupCommand({ logGroupName, ...more }));
  const list = (input: DescribeLogGroupsCommandInput) => logs.send(new DescribeLogGroupsCommand(input));
  const names = async (input: DescribeLogGroupsCommandInput) =>
    (await list(input)).logGroups?.map(({ logGroupName }) => logGroupName);
  const arnOf = (name: string) => `arn:aws:logs:eu-west-1:${test.account}:log-group:${name}`;
  const tagsOf = async (name: string) =>
    (await logs.send(new ListTagsForResourceCommand({ resourceArn: arnOf(name) }))).tags;
  const invalid = (message: unknown) => ({ name: "InvalidParameterException", message });

  it("describes a new group with both of its ARNs", async () => {
    await create("/aws/lambda/described");
    expect((await list({ logGroupNamePrefix: "/aws/lambda/described" })).logGroups).toEqual([
      {
        logGroupName: "/aws/lambda/described",
        creationTime: expect.any(Number),
        metricFilterCount: 0,
        arn: `${arnOf("/aws/lambda/described")}:*`,
        logGroupArn: arnOf("/aws/lambda/described"),
        logGroupClass: "STANDARD",
        storedBytes: 0,
        deletionProtectionEnabled: false,
      },
    ]);
  });

  it("rejects a group that exists, and names that AWS does not allow", async () => {
    await create("twice");
    await expect(create("twice")).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
    });
    await expect(create("aws/spans")).rejects.toMatchObject(
      invalid("Log groups starting with AWS/ are reserved for AWS."),
    );
    await expect(create("with space")).rejects.toMatchObject(invalid(expect.stringContaining("'logGroupName'")));
    await expect(create("x".repeat(513))).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(create("rare", { logGroupClass: "INFREQUENT_ACCESS" })).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
    });
    await expect(create("sealed", { kmsKeyId: "key" })).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
      message: expect.stringContaining("kmsKeyId"),
    });
  });

  it("finds groups by prefix or by case-sensitive pattern, but not by both", async () => {
    for (const name of ["/find/a-dev", "/find/b-dev", "/find/B-prod"]) await create(name);
    expect(await names({ logGroupNamePrefix: "/find/" })).toEqual(["/find/B-prod", "/find/a-dev", "/find/b-dev"]);
    expect(await names({ logGroupNamePattern: "-dev" })).toEqual(["/find/a-dev", "/find/b-dev"]);
    expect(await names({ logGroupNamePattern: "-DEV" })).toEqual([]);
    expect(await names({ logGroupNamePattern: "nd/b" })).toEqual(["/find/b-dev"]);
    await expect(list({ logGroupNamePrefix: "/find", logGroupNamePattern: "dev" })).rejects.toMatchObject(
      invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."),
    );
  });

  it("pages 50 at a time, with tokens that stay valid if a group is deleted between pages", async () => {
    const many = Array.from({ length: 53 }, (_, index) => `/page/${String(index).padStart(2, "0")}`);
    await Promise.all(many.map((name) => create(name)));
    const first = await list({ logGroupNamePrefix: "/page/" });
    expect(first.logGroups).toHaveLength(50);
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "/page/49" }));
    const { nextToken } = first;
    expect(await names({ logGroupNamePrefix: "/page/", nextToken })).toEqual(many.slice(50));
    await expect(list({ limit: 51 })).rejects.toMatchObject(
      invalid(expect.stringContaining("less than or equal to 50")),
    );
    await expect(list({ nextToken: "made-up" })).rejects.toMatchObject(invalid("The specified nextToken is invalid."));
  });

  it("accepts the retentions that AWS accepts, and deletes them again", async () => {
    await create("/retained");
    const put = (logGroupName: string, retentionInDays: number) =>
      logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
    const read = async () => (await list({ logGroupNamePrefix: "/retained" })).logGroups?.[0]?.retentionInDays;
    await put("/retained", 14);
    expect(await read()).toBe(14);
    await expect(put("/retained", 13)).rejects.toMatchObject(
      invalid(expect.stringMatching(/^Invalid retention value\. Valid values are: \[1, 3, 5, 7, 14, .*, 3653\]$/)),
    );
    await expect(put("/absent", 14)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log group does not exist.",
    });
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: "/retained" }));
    expect(await read()).toBeUndefined();
  });

  it("tags groups by the ARN without the star", async () => {
    await create("/tagged", { tags: { "todo-api:app": "todo-api" } });
    const resourceArn = arnOf("/tagged");
    await logs.send(new TagResourceCommand({ resourceArn, tags: { team: "a", other: "b" } }));
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team", "never there"] }));
    expect(await tagsOf("/tagged")).toEqual({ "todo-api:app": "todo-api", other: "b" });

    const withStar = new ListTagsForResourceCommand({ resourceArn: `${resourceArn}:*` });
    await expect(logs.send(withStar)).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(tagsOf("/absent")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const ofOtherRegion = new ListTagsForResourceCommand({
      resourceArn: resourceArn.replace("eu-west-1", "us-east-1"),
    });
    await expect(logs.send(ofOtherRegion)).rejects.toMatchObject({
      name: "ValidationException",
      message: "Invalid resourceArn",
    });
    await expect(create("/wrong", { tags: { "aws:x": "1" } })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    const tags = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`tag-${index}`, ""]));
    await expect(logs.send(new TagResourceCommand({ resourceArn, tags }))).rejects.toMatchObject({
      name: "TooManyTagsException",
    });
    expect(await tagsOf("/tagged")).toEqual({ "todo-api:app": "todo-api", other: "b" });
  });

  it("requires permissions on AWS's ARNs: with the star, and without it for tags", async () => {
    const clientFor = (Action: string[], Resource: string) => {
      const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] };
      const credentials = test.addUser([JSON.stringify(policy)]);
      return new CloudWatchLogsClient({ ...test.clientConfig, credentials });
    };
    const denied = (action: string, resource: string) => ({
      name: "AccessDeniedException",
      message: expect.stringContaining(`not authorized to perform: ${action} on resource: ${resource} because`),
    });
    const arn = arnOf("/guarded");
    const make = new CreateLogGroupCommand({ logGroupName: "/guarded" });
    const makeTagged = new CreateLogGroupCommand({ logGroupName: "/guarded", tags: { a: "b" } });
    const withoutStar = clientFor(["logs:*"], arn);
    await expect(withoutStar.send(make)).rejects.toMatchObject(denied("logs:CreateLogGroup", `${arn}:log-stream:`));
    const withStar = clientFor(["logs:*"], `${arn}:*`);
    await expect(withStar.send(makeTagged)).rejects.toMatchObject(denied("logs:TagResource", arn));
    await withStar.send(make);
    await withStar.send(new PutRetentionPolicyCommand({ logGroupName: "/guarded", retentionInDays: 1 }));
    await withoutStar.send(new TagResourceCommand({ resourceArn: arn, tags: { a: "b" } }));
    const listing = new DescribeLogGroupsCommand({ logGroupNamePrefix: "/guarded" });
    const everything = `arn:aws:logs:eu-west-1:${test.account}:log-group:`;
    await expect(withStar.send(listing)).rejects.toMatchObject(
      denied("logs:DescribeLogGroups", `${everything}:log-stream:`),
    );
    await clientFor(["logs:DescribeLogGroups"], `${everything}*`).send(listing);
  });

  it("is recreated without retention or tags if a function logs to it after its deletion", async () => {
    await create("/aws/lambda/late", { tags: { a: "b" } });
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/late" }));
    expect(await names({ logGroupNamePrefix: "/aws/lambda/late" })).toEqual([]);
    ensureLogGroup(test.cloud, "eu-west-1", "/aws/lambda/late");
    ensureLogGroup(test.cloud, "eu-west-1", "/aws/lambda/late");
    expect((await list({ logGroupNamePrefix: "/aws/lambda/late" })).logGroups).toHaveLength(1);
    expect(await tagsOf("/aws/lambda/late")).toEqual({});
    await expect(logs.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/never" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});
