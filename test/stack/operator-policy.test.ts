import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { destroy } from "../../src/engine/destroy.ts";
import type { ResourceResult } from "../../src/engine/result.ts";
import { findLeftovers } from "../../src/resources/leftovers.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { operatorPolicy } from "../support/operator-policy.ts";
import { connect, stackFor } from "../support/stack.ts";

let local: TestCloud;
let operator: Cloud;

beforeAll(async () => {
  local = await startTestCloud();
  operator = await connect(local, local.addUser([operatorPolicy(local)]));
});
afterAll(() => local.stop());

test("the policy in the README lets an operator deploy, repair and destroy, and prove it", async () => {
  expect(reasons((await deploy(stackFor(operator).resources, operator, () => {})).results)).toEqual([]);

  const administrator = await connect(local);
  await administrator.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "todo-api-dev-read", Timeout: 3 }),
  );
  await administrator.s3.send(new DeleteBucketPolicyCommand({ Bucket: stackFor(operator).bucket.name }));
  const group = { logGroupName: "/aws/lambda/todo-api-dev-read", retentionInDays: 1 };
  await administrator.logs.send(new PutRetentionPolicyCommand(group));
  expect(reasons((await deploy(stackFor(operator).resources, operator, () => {})).results)).toEqual([]);

  const stack = stackFor(operator);
  expect(reasons(await destroy(stack.resources, operator, () => {}))).toEqual([]);
  expect(await findLeftovers(stack, operator)).toEqual([]);
});

test("it lets him make nothing of another stack", async () => {
  const other = stackFor(operator, { app: "todo-api", stage: "prod" });
  const { results } = await deploy(other.resources, operator, () => {});
  const made = results.filter(({ outcome }) => outcome === "created" || outcome === "updated");
  expect(made).toEqual([]);
  expect(reasons(results)[0]).toMatch(/is not authorized to perform/);
});

function reasons(results: readonly ResourceResult[]): readonly string[] {
  return results.filter(({ error }) => error !== undefined).map(({ id, error }) => `${id}: ${error}`);
}
