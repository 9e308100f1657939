import { GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { AttachRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { bucketName } from "../../src/aws/names.ts";
import { planRollback } from "../../src/commands/rollback/plan-rollback.ts";
import { deployResources } from "../../src/engine/deploy.ts";
import { destroyResources } from "../../src/engine/destroy.ts";
import type { ResourceResult } from "../../src/engine/result.ts";
import { EXIT } from "../../src/errors.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { findLeftovers } from "../../src/resources/leftovers.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { operatorPolicy } from "../support/operator-policy.ts";
import { ageApi, deployPackage, packageNamed } from "../support/releases.ts";
import { run } from "../support/run.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";

const LOGS_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
const GATEWAY_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

let local: TestCloud;
let credentials: Credentials;
let operator: Cloud;

beforeAll(async () => {
  local = await startTestCloud();
  credentials = local.addUser([operatorPolicy(local)]);
  operator = await connect(local, credentials);
});
afterAll(() => local.stop());

test("the policy in the README lets an operator deploy, repair and destroy, and prove it", async () => {
  expect(reasons((await deployResources(stackFor(operator).resources, operator, () => {})).results)).toEqual([]);

  const administrator = await connect(local);
  await administrator.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "todo-api-dev-read", Timeout: 3 }),
  );
  await administrator.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucketName(TEST_STACK, operator) }));
  const group = { logGroupName: "/aws/lambda/todo-api-dev-read", retentionInDays: 1 };
  await administrator.logs.send(new PutRetentionPolicyCommand(group));
  expect(reasons((await deployResources(stackFor(operator).resources, operator, () => {})).results)).toEqual([]);

  const stack = stackFor(operator);
  expect(reasons(await destroyResources(stack.resources, operator, () => {}))).toEqual([]);
  expect(await findLeftovers(stack, operator)).toEqual([]);
});

test("it lets him keep a table, find what is left of his stack, and remove it, and tells of others' what it may not see", async () => {
  const administrator = await connect(local);
  const other = stackFor(administrator, { app: "notes", stage: "dev" });
  expect(reasons((await deployResources(other.resources, administrator, () => {})).results)).toEqual([]);
  const cwd = await makeDeployedFolder({ ...local, credentials });
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  expect((await run(["destroy", "--yes", "--keep-data"], { cwd })).code).toBe(EXIT.ok);
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  await stackFor(operator).restApi.remove?.();
  const { unreadable } = JSON.parse((await run(["orphans", "--json"], { cwd })).stdout);
  expect(unreadable).toContainEqual({ kind: "DynamoDB table", name: "notes-dev" });
  expect(await run(["orphans", "--remove", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await findLeftovers(stackFor(operator), operator)).toEqual([]);
  expect(reasons(await destroyResources(other.resources, administrator, () => {}))).toEqual([]);
});

test("it lets him deploy another release and roll back", async () => {
  const older = packageNamed("older");
  await deployPackage(operator, older.root);
  older.remove();
  ageApi(local);
  expect(reasons((await deployResources(stackFor(operator).resources, operator, () => {})).results)).toEqual([]);
  const { kept, resources } = await planRollback(operator, stackFor(operator));
  expect(kept.release.version).toBe("0.0.9");
  expect(reasons((await deployResources(resources, operator, () => {})).results)).toEqual([]);
  expect(reasons(await destroyResources(stackFor(operator).resources, operator, () => {}))).toEqual([]);
});

test("in an account with a log role of its own, it lets an operator destroy, and destroy again", async () => {
  const administrator = await connect(local);
  const RoleName = "platform-api-gateway-logs";
  await administrator.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: GATEWAY_TRUST }));
  await administrator.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: LOGS_POLICY }));
  const value = `arn:aws:iam::${local.account}:role/${RoleName}`;
  const patchOperations = [{ op: "replace" as const, path: "/cloudwatchRoleArn", value }];
  await administrator.apigateway.send(new UpdateAccountCommand({ patchOperations }));
  const cwd = await makeDeployedFolder({ ...local, credentials });
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await findLeftovers(stackFor(operator), operator)).toEqual([]);
  expect((await administrator.apigateway.send(new GetAccountCommand({}))).cloudwatchRoleArn).toBe(value);
});

test("it lets him make nothing of another stack", async () => {
  const other = stackFor(operator, { app: "todo-api", stage: "prod" });
  const { results } = await deployResources(other.resources, operator, () => {});
  const made = results.filter(({ outcome }) => outcome === "created" || outcome === "updated");
  expect(made).toEqual([]);
  expect(reasons(results)[0]).toMatch(/is not authorized to perform/);
});

function reasons(results: readonly ResourceResult[]): readonly string[] {
  return results.filter(({ error }) => error !== undefined).map(({ id, error }) => `${id}: ${error}`);
}
