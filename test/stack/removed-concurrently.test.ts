import { setTimeout } from "node:timers/promises";
import { DeleteRestApiCommand } from "@aws-sdk/client-api-gateway";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { fastTime, skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

test("explains that a concurrent run removed a role", async () => {
  // Delays the creation of the function until its role is deleted.
  local.faults.set({ kind: "throttle", operation: "CreateFunction", times: 1000, seconds: 1 });
  const deploying = run(["deploy", "--json"], { cwd, time: skippedTime() });
  await until(() => callsOf("PutRolePolicy") === 4);
  delete local.cloud.iam.data.roles["todo-api-dev-read-eu-west-1"];
  local.faults.clear();
  const { code, stdout } = await deploying;
  expect(code).toBe(EXIT.partial);
  const { failures } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "").error.details;
  expect(failures).toMatchObject([{ id: "function:read", code: "deleted-concurrently" }]);
  expect(failures[0].message).toContain("a concurrent destroy; deploy again when that has finished");
  expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test("recreates the shared role if another stack's destroy removed it", async () => {
  // Delays UpdateAccount until the role is deleted.
  local.faults.set({ kind: "throttle", operation: "UpdateAccount", seconds: 1 });
  const deploying = run(["deploy"], { cwd, time: skippedTime() });
  await until(() => callsOf("AttachRolePolicy") > 0);
  delete local.cloud.iam.data.roles["todo-api-shared-api-gateway-logs-eu-west-1"];
  expect(await deploying).toMatchObject({ code: EXIT.ok });
  expect(callsOf("AttachRolePolicy")).toBe(2);
});

test("recreates the shared role if another stack's destroy removed it before its policy was attached", async () => {
  const roles = local.cloud.iam.data.roles;
  const name = "todo-api-shared-api-gateway-logs-eu-west-1";
  local.faults.set({ kind: "throttle", operation: "AttachRolePolicy", times: 1000, seconds: 1 });
  const deploying = run(["deploy"], { cwd, time: skippedTime() });
  await until(() => roles[name] !== undefined);
  delete roles[name];
  local.faults.clear();
  const { code, stderr } = await deploying;
  expect(code).toBe(EXIT.ok);
  expect(stderr).not.toContain("no access log");
  expect(roles[name]?.attachedPolicyArns).toHaveLength(1);
});

test("explains that a concurrent run removed the API before it was ready", async () => {
  const deploying = run(["deploy", "--json"], { cwd, time: fastTime(20) });
  await until(() => callsOf("UpdateStage") > 0);
  // From now on, the API returns 500, because it may not call its functions.
  const functions = local.cloud.lambda.data.regions[TEST_REGION] ?? {};
  for (const [name, record] of Object.entries(functions)) functions[name] = { ...record, statements: [] };
  await until(() => local.cloud.logStorage.storedBytes(TEST_REGION, "/aws/api-gateway/todo-api-dev") > 0);
  const apis = () => Object.keys(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {});
  const [restApiId = ""] = apis();
  await (await connect(local)).apigateway.send(new DeleteRestApiCommand({ restApiId }));
  const { code, stdout } = await deploying;
  expect(code).toBe(EXIT.partial);
  expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "").error.details.failures).toMatchObject([
    { id: "api", code: "deleted-concurrently", message: expect.stringContaining("deploy again") },
  ]);
  expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(apis()).toHaveLength(1);
});

function callsOf(operation: string): number {
  return local.calls().filter((call) => call.operation === operation && call.status < 300).length;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(1);
}
