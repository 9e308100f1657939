import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { type SimulatedTime, simulatedTime } from "../support/simulated-time.ts";

let time: SimulatedTime;
let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  time = simulatedTime();
  local = await startTestCloud({ clock: time, timing: { mode: "realistic" } });
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

test("permissions are added while the functions are still pending", async () => {
  expect((await run(["deploy"], { cwd, time })).code).toBe(EXIT.ok);
  const operations = local.calls().map(({ operation }) => operation);
  expect(operations.lastIndexOf("GetFunction")).toBeGreaterThan(operations.lastIndexOf("AddPermission"));
  expect(operations.lastIndexOf("AddPermission")).toBeGreaterThan(0);
});

test("the limits of the stage are set before the account has its role", async () => {
  expect((await run(["deploy"], { cwd, time })).code).toBe(EXIT.ok);
  const operations = local.calls().map(({ operation }) => operation);
  expect(operations.filter((operation) => operation === "UpdateStage")).toHaveLength(2);
  expect(operations.lastIndexOf("UpdateAccount")).toBeGreaterThan(operations.indexOf("UpdateStage"));
});

test("Lambda can assume a function's role for that function of this account only", async () => {
  expect((await run(["deploy"], { cwd, time })).code).toBe(EXIT.ok);
  const readArn = `arn:aws:lambda:eu-west-1:${local.account}:function:todo-api-dev-read`;
  const { trustPolicy = "" } = local.cloud.iam.data.roles["todo-api-dev-read-eu-west-1"] ?? {};
  expect(JSON.parse(trustPolicy).Statement).toEqual([
    {
      Action: "sts:AssumeRole",
      Condition: {
        ArnLike: { "aws:SourceArn": [readArn, `${readArn}:*`] },
        StringEquals: { "aws:SourceAccount": local.account },
      },
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
    },
  ]);
});

test("API Gateway can invoke a function for one API, stage and account only", async () => {
  expect((await run(["deploy"], { cwd, time })).code).toBe(EXIT.ok);
  const [apiId] = Object.keys(local.cloud.apigateway.data.regions["eu-west-1"]?.restApis ?? {});
  const { statements } = local.cloud.lambda.data.regions["eu-west-1"]?.["todo-api-dev-create"] ?? {};
  expect(statements).toEqual([
    expect.objectContaining({
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Condition: {
        StringEquals: { "AWS:SourceAccount": local.account },
        ArnLike: { "AWS:SourceArn": `arn:aws:execute-api:eu-west-1:${local.account}:${apiId}/dev/POST/items` },
      },
    }),
  ]);
});
