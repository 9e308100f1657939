import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;

beforeEach(async () => {
  local = await startTestCloud();
});
afterEach(() => local.stop());

const ALLOW = { Effect: "Allow", Action: "*", Resource: "*" };
const SHARED = "todo-api-shared-api-gateway-logs-eu-west-1";

/** What an organization can forbid, one at a time. */
const CREATE_ROLE = { Action: "iam:CreateRole", Resource: `arn:aws:iam::*:role/todo-api/${SHARED}` };
const FORBIDDEN = [
  CREATE_ROLE,
  { Action: "iam:AttachRolePolicy", Resource: "*" },
  { Action: "iam:PassRole", Resource: `arn:aws:iam::*:role/todo-api/${SHARED}` },
  { Action: "apigateway:PATCH", Resource: `arn:aws:apigateway:${TEST_REGION}::/account` },
];

test.each(FORBIDDEN)("deploys the API with limits and without an access log if $Action is denied", async (one) => {
  const go = await folderOf(local.addUser([policy(ALLOW, { Effect: "Deny", ...one })]));
  const { code, stderr } = await go("deploy");
  expect(code).toBe(EXIT.ok);
  expect(stderr).toContain("warning: API Gateway has no role for logs in this account and region");
  expect(stderr).toContain(`is not authorized to perform: ${one.Action}`);
  expect(stderr).not.toContain("Created  API Gateway account role");
  expect(stderr).toContain(": 23 created.\n");
  expect(stage()?.accessLog).toEqual({});
  expect(JSON.stringify(stage()?.methodSettings)).toContain("throttling");
});

test("shows a missing access log in status, plans nothing, and tries again in every deploy", async () => {
  const go = await folderOf(local.addUser([policy(ALLOW, { Effect: "Deny", ...CREATE_ROLE })]));
  await go("deploy");
  const status = await go("status");
  expect(status.code).toBe(EXIT.ok);
  expect(status.stdout).toContain("Access log none: API Gateway has no role for logs in this account and region");
  expect((await go("plan", "--exit-code")).code).toBe(EXIT.ok);
  const again = await go("deploy", "--json");
  expect(JSON.parse(again.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
    counts: { unchanged: 23 },
    warnings: [expect.stringContaining("so the API has no access log: ")],
  });
  const allowed = await folderOf(local.credentials);
  expect((await allowed("deploy")).stderr).not.toContain("warning");
  expect(stage()?.accessLog).toHaveProperty("destinationArn");
  expect((await allowed("status")).stdout).not.toContain("Access log");
});

test("destroy removes and names the log group that API Gateway created with the role", async () => {
  const go = await folderOf(local.credentials);
  await go("deploy");
  expect(groups()).toContain("/aws/apigateway/welcome");
  const { stderr } = await go("destroy", "--yes");
  expect(stderr).toContain("The log group /aws/apigateway/welcome, which API Gateway created for the account role");
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("keeps a log group of that name that is older than the role", async () => {
  const { logs } = await connect(local);
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/apigateway/welcome" }));
  const welcome = local.cloud.logs.data.regions[TEST_REGION]?.["/aws/apigateway/welcome"];
  if (welcome) Object.assign(welcome, { createdAt: welcome.createdAt - 60_000 });
  const go = await folderOf(local.credentials);
  await go("deploy");
  await go("destroy", "--yes");
  expect(groups()).toEqual(["/aws/apigateway/welcome"]);
});

test("keeps another owner's role of the shared name, and deploys without an access log", async () => {
  const go = await folderOf(local.credentials);
  await go("deploy");
  await go("destroy", "--yes");
  const { iam } = await connect(local);
  const trust = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
  await iam.send(new CreateRoleCommand({ RoleName: SHARED, AssumeRolePolicyDocument: trust }));
  const before = JSON.stringify(local.cloud.iam.data.roles[SHARED]);
  const deployed = await go("deploy");
  expect(deployed.code).toBe(EXIT.ok);
  expect(deployed.stderr).toContain(`the IAM role ${SHARED} exists and was not created by todo-api`);
  await go("destroy", "--yes");
  expect(JSON.stringify(local.cloud.iam.data.roles[SHARED])).toBe(before);
});

async function folderOf(credentials: Credentials) {
  const cwd = await makeDeployedFolder({ ...local, credentials });
  return (...argv: string[]) => run(argv, { cwd, time: skippedTime() });
}

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function stage() {
  const [api] = Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {});
  return api?.stages["dev"];
}

function groups(): readonly string[] {
  return Object.keys(local.cloud.logs.data.regions[TEST_REGION] ?? {});
}
