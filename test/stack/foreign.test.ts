import { CreateLogGroupCommand, ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, ListTagsOfResourceCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, GetRoleCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, GetPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { destroyResources } from "../../src/engine/destroy.ts";
import type { ResourceResult } from "../../src/engine/result.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connect, stackFor } from "../support/stack.ts";

let local: TestCloud;
let cloud: Cloud;
let results: readonly ResourceResult[];

/** The calls that only the other owner made. */
const THEIRS = ["CreateBucket", "CreateLogGroup", "CreateRole", "CreateTable"];

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Creates another owner's resources with the names of the stack, then deploys. */
beforeAll(async () => {
  local = await startTestCloud();
  cloud = await connect(local);
  await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: nameOf("role:read"),
      AssumeRolePolicyDocument: TRUST,
      Tags: [{ Key: "owner", Value: "ann" }],
    }),
  );
  await cloud.s3.send(
    new CreateBucketCommand({
      Bucket: nameOf("bucket"),
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  await cloud.logs.send(
    new CreateLogGroupCommand({ logGroupName: nameOf("log-group:update"), tags: { owner: "ann" } }),
  );
  await cloud.dynamodb.send(
    new CreateTableCommand({
      TableName: nameOf("table"),
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      Tags: [
        { Key: "todo-api:app", Value: "todo-api" },
        { Key: "todo-api:stage", Value: "other" },
      ],
    }),
  );
  ({ results } = await runStack(stackFor(cloud), cloud, () => {}));
});
afterAll(() => local.stop());

test.each([["role:read"], ["bucket"], ["log-group:update"], ["table"]])(
  "rejects another owner's %s with an explanation",
  (id) => {
    const result = results.find((candidate) => candidate.id === id);
    expect(result).toMatchObject({ outcome: "failed", error: { code: "foreign-resource" } });
    expect(String(result?.error)).toMatch(
      /already exists and does not belong to the stack todo-api-dev: .*; the .* was not changed\. Remove it, or choose another --app or --stage\.$/,
    );
  },
);

test("creates nothing while a resource belongs to another owner", () => {
  const outcomes = new Set(results.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(new Set(["failed", "skipped"]));
  expect(changesOf(local)).toEqual(THEIRS);
});

test("deploy and destroy leave another owner's resources unchanged", async () => {
  const removed = await destroyResources(stackFor(cloud).resources, cloud, () => {});
  expect(
    removed
      .filter(({ outcome }) => outcome === "kept")
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["bucket", "log-group:update", "role:read", "table"]);
  const { Role } = await cloud.iam.send(new GetRoleCommand({ RoleName: nameOf("role:read") }));
  expect(Role).toMatchObject({ Tags: [{ Key: "owner", Value: "ann" }] });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(TRUST);
  expect((await cloud.iam.send(new ListRolePoliciesCommand({ RoleName: nameOf("role:read") }))).PolicyNames).toEqual(
    [],
  );
  const block = await cloud.s3.send(new GetPublicAccessBlockCommand({ Bucket: nameOf("bucket") }));
  expect(block.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  });
  const groupArn = `arn:aws:logs:eu-west-1:000000000000:log-group:${nameOf("log-group:update")}`;
  expect((await cloud.logs.send(new ListTagsForResourceCommand({ resourceArn: groupArn }))).tags).toEqual({
    owner: "ann",
  });
  const tableArn = `arn:aws:dynamodb:eu-west-1:000000000000:table/${nameOf("table")}`;
  expect((await cloud.dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: tableArn }))).Tags).toHaveLength(2);
});

function nameOf(id: string): string {
  return stackFor(cloud).resources.find((resource) => resource.id === id)?.name ?? "";
}

function changesOf(cloudOf: TestCloud): readonly string[] {
  const changes = cloudOf.calls().filter(({ readOnly }) => !readOnly);
  return changes.map(({ operation }) => operation).sort();
}
