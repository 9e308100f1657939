import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;

beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.stop());

test("plan before the first deploy lists what will be created, and touches nothing", async () => {
  const cwd = await makeDeployedFolder(local);
  const { code, stdout } = await run(["plan"], { cwd });
  expect(code).toBe(EXIT.ok);
  expect(stdout).toMatch(/^Changes: wanted otherwise than by the last deploy\n {2}create {2}DynamoDB table/);
  expect(stdout).toMatch(/\n\d+ to create\.\n$/);
  expect(stdout).not.toMatch(/Drift|^ {2}update/m);
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await run(["diff", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.changes, stdout });
  expect(await run(["plan", "--destroy"], { cwd })).toMatchObject({
    code: EXIT.ok,
    stdout: "Nothing is deployed as todo-api-dev there.\n",
  });
});

test("plan after a deploy has nothing to say; what was changed by hand is drift; under --json too", async () => {
  const cwd = await makeDeployedFolder(local);
  await run(["deploy"], { cwd });
  const clean = await run(["plan", "--exit-code"], { cwd });
  expect(clean).toMatchObject({
    code: EXIT.ok,
    stdout: expect.stringMatching(/^Nothing to do: all \d+ resources are as they should be\.\n$/),
  });
  const cloud = await connect(local);
  await cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "todo-api-dev-read", MemorySize: 1024 }),
  );
  await cloud.s3.send(new DeleteBucketPolicyCommand({ Bucket: `todo-api-dev-${local.account}-eu-west-1` }));
  local.forgetCalls();
  const drifted = await run(["plan"], { cwd });
  expect(drifted.code).toBe(EXIT.ok);
  expect(drifted.stdout).toMatch(
    /^Drift: not as the last deploy wanted it\n {2}update {2}Lambda function {11}todo-api-dev-read\n {12}MemorySize: 1024 -> 256\n {2}update {2}S3 website bucket [^\n]*\n {12}policy: none -> .*\n\n2 to update, \d+ unchanged\.\n$/,
  );
  const json = await run(["plan", "--json", "--exit-code"], { cwd });
  expect(json).toMatchObject({ code: EXIT.changes, stderr: "" });
  expect(JSON.parse(json.stdout)).toMatchObject({
    type: "plan",
    steps: [
      {
        id: "function:read",
        action: "update",
        changes: [{ field: "MemorySize", from: 1024, to: 256, cause: "drift" }],
      },
      { id: "bucket", action: "update", changes: [{ field: "policy", cause: "drift" }] },
    ],
  });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
});

test("plan --destroy lists what would go", async () => {
  const cwd = await makeDeployedFolder(local);
  const { code, stdout } = await run(["plan", "--destroy", "--exit-code"], { cwd });
  expect(code).toBe(EXIT.changes);
  expect(stdout).toMatch(/ {2}remove {2}REST API {18}todo-api-dev\n/);
  expect(stdout).toMatch(/\n\d+ to remove, items included\.\n$/);
  expect(stdout).not.toContain("account role");
});
