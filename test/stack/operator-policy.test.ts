import { GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { AttachRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { bucketName } from "../../src/aws/names.ts";
import { planRollback } from "../../src/commands/rollback/plan-rollback.ts";
import { destroyResources } from "../../src/engine/destroy.ts";
import type { ResourceResult } from "../../src/engine/result.ts";
import { EXIT } from "../../src/errors.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { findLeftovers } from "../../src/resources/leftovers.ts";
import type { PolicyCommand } from "../../src/stack/operator-policy/grant.ts";
import { operatorPolicy, type PolicyDocument } from "../../src/stack/operator-policy/operator-policy.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { createExistingRole, EXISTING_ROLE, rolesOfAll } from "../support/existing-role.ts";
import { growPolicy } from "../support/grow-policy.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { policyFor } from "../support/operator-policy.ts";
import { ageApi, deployPackage, packageNamed } from "../support/releases.ts";
import { makeFolder, run } from "../support/run.ts";
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
  credentials = local.addUser([policyFor(local)]);
  operator = await connect(local, credentials);
});
afterAll(() => local.stop());

test("permits deploying, repairing and destroying, and verifying that nothing remains", async () => {
  expect(reasons((await runStack(stackFor(operator), operator, () => {})).results)).toEqual([]);

  const administrator = await connect(local);
  await administrator.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "todo-api-dev-read", Timeout: 3 }),
  );
  await administrator.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucketName(TEST_STACK, operator) }));
  const group = { logGroupName: "/aws/lambda/todo-api-dev-read", retentionInDays: 1 };
  await administrator.logs.send(new PutRetentionPolicyCommand(group));
  expect(reasons((await runStack(stackFor(operator), operator, () => {})).results)).toEqual([]);

  const stack = stackFor(operator);
  expect(reasons(await destroyResources(stack.resources, operator, () => {}))).toEqual([]);
  expect(await findLeftovers(stack, operator)).toEqual([]);
});

test("permits keeping a table and removing orphans; resources of other stacks are reported as unreadable", async () => {
  const administrator = await connect(local);
  const other = stackFor(administrator, { app: "notes", stage: "dev" });
  expect(reasons((await runStack(other, administrator, () => {})).results)).toEqual([]);
  const cwd = await makeDeployedFolder({ ...local, credentials });
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  expect((await run(["destroy", "--yes", "--keep-data"], { cwd })).code).toBe(EXIT.ok);
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  await stackFor(operator).restApi.remove?.();
  const { unreadable } = JSON.parse((await run(["orphans", "--json"], { cwd })).stdout);
  const Resource = [`arn:aws:dynamodb:${TEST_REGION}:${local.account}:table/notes-dev`];
  const statement = { Effect: "Allow", Action: ["dynamodb:ListTagsOfResource"], Resource };
  expect(unreadable).toContainEqual({ kind: "DynamoDB table", name: "notes-dev", statement });
  expect(await run(["orphans", "--remove", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await findLeftovers(stackFor(operator), operator)).toEqual([]);
  expect(reasons(await destroyResources(other.resources, administrator, () => {}))).toEqual([]);
});

test("permits deploying another release and rolling back", async () => {
  const older = packageNamed("older");
  await deployPackage(operator, older.root);
  older.remove();
  ageApi(local);
  expect(reasons((await runStack(stackFor(operator), operator, () => {})).results)).toEqual([]);
  const { kept, ...planned } = await planRollback(operator, stackFor(operator));
  expect(kept.release.version).toBe("0.0.9");
  expect(reasons((await runStack(planned, operator, () => {})).results)).toEqual([]);
  expect(reasons(await destroyResources(stackFor(operator).resources, operator, () => {}))).toEqual([]);
});

test("permits destroying twice in an account with its own log role", async () => {
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

test("permits creating nothing of another stack", async () => {
  const other = stackFor(operator, { app: "todo-api", stage: "prod" });
  const { results } = await runStack(other, operator, () => {});
  const made = results.filter(({ outcome }) => outcome === "created" || outcome === "updated");
  expect(made).toEqual([]);
  expect(reasons(results)[0]).toMatch(/is not authorized to perform/);
});

describe("the policy of one command", () => {
  test("is sufficient for that command, twice in a row", async () => {
    const administrator = await connect(local);
    const older = packageNamed("older");
    await deployPackage(administrator, older.root);
    older.remove();
    ageApi(local);
    await succeeds("deploy", ["deploy"], ["deploy"]);
    await succeeds("plan", ["plan"], ["plan", "--exit-code"]);
    await succeeds("status", ["status"], ["status"]);
    await succeeds("audit", ["audit"], ["audit"]);
    await succeeds("items", ["items", "add", "one"], ["items", "list"]);
    await succeeds("logs", ["logs"], ["logs", "--since", "1h"]);
    await succeeds("rollback", ["rollback", "--list"], ["rollback", "--yes"], ["rollback", "--yes"]);
    await succeeds("deploy", ["deploy", "--protect"], ["deploy", "--no-protect"], ["deploy", "--website", "none"]);
    await succeeds("destroy", ["destroy", "--yes", "--keep-data"], ["destroy", "--yes", "--keep-data"]);
    await succeeds("deploy", ["deploy", "--website", "s3", "--protect"]);
    await succeeds("destroy", ["destroy", "--confirm", "todo-api-dev"], ["destroy", "--yes"]);
    await succeeds("deploy", ["deploy"]);
    await stackFor(administrator).restApi.remove?.();
    await succeeds("orphans", ["orphans"], ["orphans", "--remove", "--yes"], ["orphans", "--remove", "--yes"]);
    expect(await findLeftovers(stackFor(administrator), administrator)).toEqual([]);
  }, 120_000);

  test("of deploy covers the removal of what the previous settings created", async () => {
    const administrator = await makeDeployedFolder(local);
    await createExistingRole(await connect(local));
    let folder = administrator;
    for (const { env, isForgotten = false, stop } of MODES) {
      if (stop !== undefined) {
        local.faults.set({ kind: "expire-credentials", operation: stop });
        expect((await run(["deploy"], { cwd: administrator, env })).code).not.toBe(EXIT.ok);
        local.faults.clear();
        folder = administrator;
      }
      const argv = ["policy", "deploy", "--account", local.account, "--region", TEST_REGION];
      const printed = await run(argv, { cwd: isForgotten ? await makeFolder() : folder, env: stop ? {} : env });
      folder = await makeDeployedFolder({ ...local, credentials: local.addUser([printed.stdout]) });
      for (const command of [["deploy"], ["deploy"], ["plan", "--exit-code"]])
        expect(await run(command, { cwd: folder, env }), `${command}: ${JSON.stringify(env)}`).toMatchObject({
          code: EXIT.ok,
        });
    }
    const { apiKeys, usagePlans } = local.cloud.apigateway.data.regions[TEST_REGION] ?? {};
    expect({ apiKeys, usagePlans }).toEqual({ apiKeys: {}, usagePlans: {} });
    expect((await run(["destroy", "--yes"], { cwd: administrator })).code).toBe(EXIT.ok);
  }, 60_000);

  test("of a command that only reads permits no change", async () => {
    const cwd = await folderFor("status");
    expect((await run(["deploy"], { cwd })).code).toBe(EXIT.auth);
    expect((await run(["status"], { cwd })).code).toBe(EXIT.notFound);
  });
});

test("the policy of the stack with the longest name fits into one managed policy", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
  const stack = { app: "a".repeat(20), stage: "s".repeat(10) };
  const place = { region: "ap-southeast-1", account: local.account };
  expect(JSON.stringify(operatorPolicy(stack, place)).length).toBeLessThanOrEqual(6_144);
});

describe("a missing permission", () => {
  const MISSING = [
    "apigateway:POST",
    "dynamodb:CreateTable",
    "iam:PassRole",
    "lambda:GetFunction",
    "logs:TagResource",
    "s3:TagResource",
  ];

  test("is printed as the statement to add, with which the next run continues what the last one left", async () => {
    const fresh = await startTestCloud();
    onTestFinished(fresh.stop);
    const { Statement }: PolicyDocument = JSON.parse(policyFor(fresh, "deploy"));
    const start = Statement.map((one) => ({
      ...one,
      Action: one.Action.filter((action) => !MISSING.includes(action)),
    })).filter(({ Action }) => Action.length > 0);
    const added = await growPolicy(fresh, ["deploy"], { start });
    expect(new Set(added.flatMap(({ Action }) => Action))).toEqual(new Set(MISSING));
    const passed = added.filter(({ Action }) => Action.includes("iam:PassRole")).map(({ Condition }) => Condition);
    expect(passed).toContainEqual({ StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } });
    expect(passed).toContainEqual({ StringEquals: { "iam:PassedToService": "apigateway.amazonaws.com" } });
    expect((await growPolicy(fresh, ["logs", "--since", "1h"])).flatMap(({ Action }) => Action)).toContain(
      "logs:FilterLogEvents",
    );
  });
});

describe("todo-api policy", () => {
  test("prints the policy of the stack, with wildcards for unknown values", async () => {
    const cwd = await makeFolder();
    const argv = ["policy", "logs", "--stage", "test", "--json"];
    const { code, stdout, stderr } = await run(argv, { cwd });
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "LogGroups",
          Effect: "Allow",
          Action: ["logs:FilterLogEvents"],
          Resource: [
            "arn:aws:logs:*:*:log-group:/aws/lambda/todo-api-test-*",
            "arn:aws:logs:*:*:log-group:/aws/api-gateway/todo-api-test",
            "arn:aws:logs:*:*:log-group:/aws/api-gateway/todo-api-test:*",
          ],
        },
      ],
    });
  });

  test("names region and account where they are known, in the region's partition", async () => {
    const cwd = await makeFolder();
    const argv = ["policy", "--region", "cn-north-1", "--account", "123456789012"];
    const { code, stdout, stderr } = await run(argv, { cwd });
    expect({ code, stderr }).toEqual({
      code: EXIT.ok,
      stderr: "IAM policy for every command on todo-api-dev in cn-north-1, account 123456789012\n",
    });
    expect(stdout).toContain("arn:aws-cn:dynamodb:cn-north-1:123456789012:table/todo-api-dev");
    expect(stdout).toContain("arn:aws-cn:s3:::todo-api-dev-123456789012-cn-north-1/*");
    expect(stdout).not.toMatch(/arn:aws:/);
  });

  test("includes signed requests and the removal of a key for a mode that needs them", async () => {
    const argv = ["policy", "deploy", "--auth", "iam", "--json"];
    const { Statement }: PolicyDocument = JSON.parse((await run(argv, { cwd: await makeFolder() })).stdout);
    const actionsOf = (sid: string) => Statement.find(({ Sid }) => Sid === sid)?.Action;
    expect(actionsOf("CallApi")).toEqual(["execute-api:Invoke"]);
    expect(actionsOf("ApiKeys")).toEqual(["apigateway:DELETE", "apigateway:GET", "apigateway:PATCH"]);
  });

  test.each([
    [["policy", "fly"], 'command must be deploy, .* or logs, not "fly"'],
    [["policy", "--account", "12"], '--account must be a 12-digit AWS account ID, not "12"'],
  ])("rejects %j", async (argv, message) => {
    const { code, stdout, stderr } = await run(argv, { cwd: await makeFolder() });
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: "" });
    expect(stderr).toMatch(new RegExp(message));
  });
});

/**
 * Settings in sequence; where they are forgotten, the policy is printed in a folder from which nothing was deployed.
 */
const MODES: readonly {
  readonly env: Readonly<Record<string, string>>;
  readonly isForgotten?: true;
  /** The operation at which a first deploy with these settings stops. */
  readonly stop?: string;
}[] = [
  { env: { TODO_API_AUTH: "api-key", TODO_API_WEBSITE: "api" } },
  { env: { TODO_API_AUTH: "iam", TODO_API_WEBSITE: "s3", ...rolesOfAll(EXISTING_ROLE) } },
  { env: { TODO_API_AUTH: "api-key", TODO_API_WEBSITE: "none", ...rolesOfAll("none") }, isForgotten: true },
  { env: { TODO_API_AUTH: "none", TODO_API_WEBSITE: "api", ...rolesOfAll(EXISTING_ROLE) }, isForgotten: true },
  { env: { TODO_API_AUTH: "api-key", TODO_API_WEBSITE: "s3", ...rolesOfAll("none") } },
  { env: { TODO_API_AUTH: "none", TODO_API_WEBSITE: "none", ...rolesOfAll(EXISTING_ROLE) }, stop: "DeleteUsagePlan" },
  { env: { TODO_API_AUTH: "none", TODO_API_WEBSITE: "s3", ...rolesOfAll("none") }, isForgotten: true },
];

async function succeeds(command: PolicyCommand, ...lines: readonly (readonly string[])[]): Promise<void> {
  const cwd = await folderFor(command);
  for (const argv of lines) expect(await run(argv, { cwd }), argv.join(" ")).toMatchObject({ code: EXIT.ok });
}

/** A folder that does not remember the deployed API, with a user who has only the policy of one command. */
function folderFor(command: PolicyCommand): Promise<string> {
  return makeDeployedFolder({ ...local, credentials: local.addUser([policyFor(local, command)]) });
}

function reasons(results: readonly ResourceResult[]): readonly string[] {
  return results.filter(({ error }) => error !== undefined).map(({ id, error }) => `${id}: ${error}`);
}
