import { setTimeout } from "node:timers/promises";
import { DeleteRestApiCommand } from "@aws-sdk/client-api-gateway";
import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { DeleteFunctionCommand } from "@aws-sdk/client-lambda";
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { EXIT } from "../../src/errors.ts";
import { fastTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

/** The stack's five log groups, and the one that API Gateway creates with the account's role. */
const STACK_DELETIONS = 6;

let local: TestCloud;
let cloud: Cloud;
let cwd: string;
let Bucket: string;

beforeEach(async () => {
  local = await startTestCloud();
  cloud = await connect(local);
  cwd = await makeDeployedFolder(local);
  Bucket = `todo-api-dev-${local.account}-eu-west-1`;
  await run(["deploy"], { cwd });
});
afterEach(() => local.stop());

test("removes log groups that delayed logs recreate after their removal", async () => {
  const destroying = run(["destroy", "--yes", "--json"], { cwd });
  await until(() => deletions() === STACK_DELETIONS);
  for (const name of ["/aws/lambda/todo-api-dev-read", "/aws/api-gateway/todo-api-dev"]) addGroup(name);
  const done = await destroying;
  expect(done.code).toBe(EXIT.ok);
  expect(deletions()).toBe(STACK_DELETIONS + 2);
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("reports a log group that is recreated repeatedly, which the next destroy leaves because it has no owner's tags", async () => {
  const destroying = run(["destroy", "--yes", "--json"], { cwd, time: fastTime(20) });
  await until(() => deletions() === STACK_DELETIONS);
  const returning = setInterval(() => addGroup("/aws/lambda/todo-api-dev-read"), 1);
  const { code, stdout } = await destroying.finally(() => clearInterval(returning));
  expect(code).toBe(EXIT.partial);
  expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
    error: { code: "destroy-left", details: { left: [{ name: "/aws/lambda/todo-api-dev-read" }] } },
  });
  // The last attempt may have removed it just before the timeout.
  addGroup("/aws/lambda/todo-api-dev-read");
  const again = await run(["destroy", "--yes"], { cwd });
  expect(again.code).toBe(EXIT.ok);
  expect(again.stderr).toContain("CloudWatch log group  /aws/lambda/todo-api-dev-read\n");
  expect(Object.keys(leftoversIn(local.cloud)["logGroups"] ?? {})).toEqual(["/aws/lambda/todo-api-dev-read"]);
});

test("removes the rest if half of it is already missing", async () => {
  await fillBucket();
  await cloud.dynamodb.send(new DeleteTableCommand({ TableName: "todo-api-dev" }));
  for (const { id } of Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {}))
    await cloud.apigateway.send(new DeleteRestApiCommand({ restApiId: id }));
  for (const action of ["create", "read"])
    await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: `todo-api-dev-${action}` }));
  for (const action of ["read", "update"]) {
    delete local.cloud.iam.data.roles[`todo-api-dev-${action}-eu-west-1`];
    await cloud.logs.send(new DeleteLogGroupCommand({ logGroupName: `/aws/lambda/todo-api-dev-${action}` }));
  }
  const destroying = run(["destroy", "--yes"], { cwd });
  await until(() => deletions() === STACK_DELETIONS);
  addGroup("/aws/lambda/todo-api-dev-create");
  const done = await destroying;
  expect(done).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("leaves and names a log group that appears without tags under a name that was free before", async () => {
  for (const action of ["read", "update"])
    await cloud.logs.send(new DeleteLogGroupCommand({ logGroupName: `/aws/lambda/todo-api-dev-${action}` }));
  await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: "todo-api-dev-read" }));
  const destroying = run(["destroy", "--yes"], { cwd });
  await until(() => deletions() === STACK_DELETIONS);
  addGroup("/aws/lambda/todo-api-dev-read");
  const done = await destroying;
  expect(done).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(done.stderr).toContain("as the owner:\n  CloudWatch log group  /aws/lambda/todo-api-dev-read\n");
  expect(Object.keys(leftoversIn(local.cloud)["logGroups"] ?? {})).toEqual(["/aws/lambda/todo-api-dev-read"]);
});

/** Adds one of everything that can prevent the removal of a bucket, with a key that must be escaped in XML and URLs. */
async function fillBucket(): Promise<void> {
  const Key = "a&<b>\"'+%2F \u00e4\u{1f331}/\n.txt";
  await cloud.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  for (const Body of ["one", "two"]) await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: "index.html" }));
  await cloud.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
}

function addGroup(name: string): void {
  const groups = local.cloud.logs.data.regions[TEST_REGION] ?? {};
  groups[name] = { name, createdAt: 0, retentionInDays: undefined, tags: {}, streams: {} };
}

function deletions(): number {
  return local.calls().filter(({ operation }) => operation === "DeleteLogGroup").length;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(1);
}
