import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateDeploymentCommand,
  GetResourcesCommand,
  UpdateMethodCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { DeleteRoleCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { findRestApi } from "../../src/resources/rest-api/find-rest-api.ts";
import { listUsagePlans } from "../../src/resources/usage-plan/find-usage-plans.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Account, FUNCTION, FUNCTION_ARN, functionRecord, GROUP, ROLE } from "../support/drifts/drift.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { policyFor } from "../support/operator-policy.ts";
import { startRelay } from "../support/relay.ts";
import { run } from "../support/run.ts";
import { validateSarif } from "../support/sarif.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";
import { WEAKENINGS } from "../support/weakenings.ts";

let local: TestCloud;
let account: Account;

beforeAll(async () => {
  local = await startTestCloud();
  const cloud = await connect(local);
  account = { cloud, test: local };
  await deploy();
});
afterAll(() => local.stop());

test("no control fails on a new stack, and only reading calls are made", async () => {
  const cwd = await makeDeployedFolder(local);
  local.forgetCalls();
  const { code, stdout } = await run(["audit", "--json"], { cwd });
  const { counts, deployed } = JSON.parse(stdout);
  expect({ code, deployed, fail: counts.fail, unknown: counts.unknown }).toEqual({
    code: EXIT.ok,
    deployed: true,
    fail: 0,
    unknown: 0,
  });
  const operations = local.calls().map(({ operation }) => operation);
  expect(operations.length).toBeGreaterThan(30);
  expect(operations.filter((operation) => !/^(Get|List|Describe|Head)/.test(operation ?? ""))).toEqual([]);
});

test("the suggested alternatives to an accepted exception meet its control", async () => {
  const cwd = await makeDeployedFolder(local, { stage: "strict" });
  await run(["deploy"], { cwd });
  const audit = async (): Promise<readonly AuditedControl[]> =>
    JSON.parse((await run(["audit", "--json"], { cwd })).stdout).controls;
  const suggested = (await audit()).flatMap(({ id, resources }) =>
    resources.flatMap(({ verdict, next }) => (verdict === "accepted" && next ? [{ id, ...next }] : [])),
  );
  const commands = new Set(suggested.map(({ command }) => command));
  expect(commands.size).toBeGreaterThan(3);
  for (const command of commands) {
    expect((await run(command.split(" ").slice(1), { cwd })).code, command).toBe(EXIT.ok);
    const ids = new Set(suggested.flatMap((one) => (one.command === command ? [one.id] : [])));
    const unmet = (await audit()).filter(({ id, verdict }) => ids.has(id) && verdict === "accepted");
    expect(unmet.map(({ id }) => `${id} after ${command}`)).toEqual([]);
  }
  expect((await run(["destroy", "--confirm", "todo-api-strict"], { cwd })).code).toBe(EXIT.ok);
});

test("the audit needs only the command's own policy", async () => {
  const cwd = await makeDeployedFolder({ ...local, credentials: local.addUser([policyFor(local, "audit")]) });
  expect(await run(["audit"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test("controls whose data may not be read are unknown, and name the missing permission", async () => {
  const policy = JSON.parse(policyFor(local, "audit"));
  const denied = ["s3:GetBucketPolicy", "lambda:GetPolicy", "apigateway:GET", "iam:ListRolePolicies"];
  policy.Statement.push({ Sid: "No", Effect: "Deny", Action: denied, Resource: "*" });
  const cwd = await makeDeployedFolder({ ...local, credentials: local.addUser([JSON.stringify(policy)]) });
  const { code, stdout } = await run(["audit", "--json"], { cwd });
  const unknown = findingsIn(stdout).filter(({ verdict }) => verdict === "unknown");
  expect(code).toBe(EXIT.auth);
  expect(new Set(unknown.map(({ missingAction }) => missingAction))).toEqual(new Set(denied));
  expect((await run(["audit"], { cwd })).stdout).toMatch(/^ {2}S3\.2, .+\n {4}.*s3:GetBucketPolicy.*explicit deny/m);
});

test("reports that the stack is not deployed", async () => {
  const cwd = await makeDeployedFolder(local, { stage: "other" });
  expect(await run(["audit"], { cwd })).toMatchObject({
    code: EXIT.notFound,
    stdout: "todo-api-other is not deployed.\n",
  });
  expect(await run(["audit", "--json"], { cwd })).toMatchObject({ code: EXIT.notFound });
});

test("controls of a function whose tags are unreadable are unknown, not failed", async () => {
  const read = new GetFunctionCommand({ FunctionName: FUNCTION });
  const { $metadata: _, Tags: __, ...found } = await account.cloud.lambda.send(read);
  const Message = `User: arn:aws:iam::${local.account}:user/auditor is not authorized to perform: lambda:ListTags on resource: ${FUNCTION_ARN} because no identity-based policy allows the lambda:ListTags action`;
  const body = JSON.stringify({ ...found, TagsError: { ErrorCode: "AccessDeniedException", Message } });
  const relay = await startRelay(local.endpoint, undefined, undefined, (_method, path) =>
    path.endsWith(`/functions/${FUNCTION}`) ? body : undefined,
  );
  onTestFinished(relay.stop);
  const cwd = await makeDeployedFolder({ ...local, endpoint: relay.endpoint });
  const { code, stdout } = await run(["audit", "--json"], { cwd });
  const unknown = JSON.parse(stdout).controls.filter(({ verdict }: Verdict) => verdict === "unknown");
  expect({ code, ids: unknown.map(({ id }: { id: string }) => id).sort() }).toEqual({
    code: EXIT.auth,
    ids: ["Lambda.6", "awslambda_function_no_secrets_in_code"],
  });
  expect(findingsIn(stdout)).toContainEqual(
    expect.objectContaining({ name: FUNCTION, verdict: "unknown", missingAction: "lambda:ListTags" }),
  );
});

test("a role that was deleted outside todo-api does not end the audit", async () => {
  onTestFinished(deploy);
  await account.cloud.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: "least-privilege" }));
  await account.cloud.iam.send(new DeleteRoleCommand({ RoleName: ROLE }));
  const { code, stdout, stderr } = await run(["audit", "--json"], { cwd: await makeDeployedFolder(local) });
  expect({ code, stderr }).toEqual({ code: EXIT.changes, stderr: "" });
  expect(JSON.parse(stdout).counts.unknown).toBe(0);
});

test("no control fails with another mode, until that mode's protection is removed outside todo-api", async () => {
  const cwd = await makeDeployedFolder(local, { stage: "modes" });
  const keyed = ["--auth", "api-key", "--deny-ip", "192.0.2.0/24"];
  expect(await run(["deploy", "--stage", "modes", ...keyed], { cwd })).toMatchObject({ code: EXIT.ok });
  const withKeys = (await run(["audit", "--json"], { cwd })).stdout;
  expect(failedIn(withKeys)).toEqual([]);
  expect(JSON.parse(withKeys).controls).toContainEqual(expect.objectContaining({ id: "W64", verdict: "pass" }));
  await leaveUsagePlans();
  expect(failedIn((await run(["audit", "--json"], { cwd })).stdout)).toEqual(["W64"]);
  const modes = ["--auth", "iam", "--grant", local.account, "--website", "api"];
  expect(await run(["deploy", "--stage", "modes", ...modes], { cwd })).toMatchObject({ code: EXIT.ok });
  const before = JSON.parse((await run(["audit", "--json"], { cwd })).stdout);
  expect(before.controls.filter(({ verdict }: Verdict) => verdict === "fail" || verdict === "unknown")).toEqual([]);
  expect(before.controls).toContainEqual(expect.objectContaining({ id: "CKV_AWS_59", verdict: "pass" }));
  const ofBucket = findingsIn(JSON.stringify(before)).filter(({ kind }) => kind === "S3 bucket");
  expect(new Set(ofBucket.map(({ verdict, reason }) => `${verdict}: ${reason}`))).toEqual(
    new Set(["not-applicable: the stack has no S3 bucket"]),
  );

  await openMethod("modes", "/items", "GET");
  const { code, stdout } = await run(["audit", "--json"], { cwd });
  expect({ code, failed: failedIn(stdout) }).toEqual({ code: EXIT.changes, failed: ["CKV_AWS_59"] });
  expect(stdout).toContain("GET /items requires neither authorization nor an API key");
});

test("an unprotected production stage fails the controls on protection", async () => {
  const stack = { app: "todo-api", stage: "prod" };
  const cloud = account.cloud;
  const { results } = await runStack(stackFor(cloud, stack, false), cloud, () => {});
  for (const { error } of results) if (error) throw error;
  const cwd = await makeDeployedFolder(local, stack);
  const { code, stdout } = await run(["audit", "--json"], { cwd });
  expect(code).toBe(EXIT.changes);
  expect(failedIn(stdout)).toEqual(["DynamoDB.2", "DynamoDB.6"]);
});

describe("a weakened stack", () => {
  const weakenings = WEAKENINGS.filter(({ what }) => SAMPLE.has(what));
  const broken = [...new Set(weakenings.flatMap(({ controls }) => controls))].sort();

  beforeAll(async () => {
    for (const { weaken } of weakenings) await weaken(account);
  });
  afterAll(async () => {
    for (const { restore } of weakenings) await restore?.(account);
    await deploy();
  });

  test("fails, and each finding states what is wrong and the command that fixes it", async () => {
    const cwd = await makeDeployedFolder(local);
    const { code, stdout } = await run(["audit", "--json"], { cwd });
    expect(code).toBe(EXIT.changes);
    expect(failedIn(stdout)).toEqual(broken);
    const failed = findingsIn(stdout).filter(({ verdict }) => verdict === "fail");
    expect(
      failed.filter(({ reason, next }) => !reason || !/^(todo-api|aws) .+ --region/.test(next?.command ?? "")),
    ).toEqual([]);
  });

  test("names the alias of a permission, and the command that removes it", async () => {
    const { stdout } = await run(["audit", "--json"], { cwd: await makeDeployedFolder(local) });
    expect(findingsIn(stdout)).toContainEqual(
      expect.objectContaining({
        name: FUNCTION,
        reason: expect.stringContaining("a permission on the alias live allows everyone"),
        next: expect.objectContaining({
          command: expect.stringMatching(
            /^aws lambda remove-permission --function-name todo-api-dev-read --qualifier live --statement-id by-hand /,
          ),
        }),
      }),
    );
  });

  test("is shown with the failures first, ordered by severity", async () => {
    const { stdout } = await run(["audit"], { cwd: await makeDeployedFolder(local) });
    const [first = "", second = ""] = stdout.split("\n");
    expect([first, second]).toEqual(["Failed", expect.stringMatching(/^ {2}[\w.]+ {2}critical {2}/)]);
    expect(stdout.indexOf("Failed")).toBeLessThan(stdout.indexOf("Accepted exceptions"));
    expect(stdout).not.toContain("AKIAIOSFODNN7EXAMPLE");
  });

  test("is reported as SARIF, with accepted exceptions suppressed", async () => {
    const cwd = await makeDeployedFolder(local);
    const { code, stdout } = await run(["audit", "--sarif"], { cwd });
    expect(code).toBe(EXIT.changes);
    const document = JSON.parse(stdout);
    expect(validateSarif(document), JSON.stringify(validateSarif.errors)).toBe(true);
    const [{ tool, results }] = document.runs;
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    const open = results.filter(({ suppressions }: { suppressions?: object }) => suppressions === undefined);
    const failed = failedIn((await run(["audit", "--json"], { cwd })).stdout);
    expect([...new Set(open.map(({ ruleId }: { ruleId: string }) => ruleId))].sort()).toEqual(failed);
  });

  test("is accepted if the configuration gives a reason, under any ID of the control", async () => {
    const cwd = await makeDeployedFolder(local);
    const accept = Object.fromEntries(broken.map((id) => [id === "CKV_AWS_66" ? "W86" : id, "it is a test"]));
    await writeFile(join(cwd, "todo-api.json"), JSON.stringify({ audit: { accept } }));
    const { code, stdout } = await run(["audit", "--json"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(findingsIn(stdout)).toContainEqual(
      expect.objectContaining({
        name: GROUP,
        verdict: "accepted",
        acceptedBy: "user",
        reason: expect.stringContaining("it is a test"),
      }),
    );
    const text = (await run(["audit"], { cwd })).stdout.replaceAll(/\n +/g, " ");
    expect(text).toContain(`CloudWatch log group ${GROUP}: the logs are kept forever; accepted: it is a test`);
  });
});

test("names and values from AWS cannot control the terminal", async () => {
  Object.assign(functionRecord(account, "read"), { runtime: "node\u001b[2J\u202e" });
  const { stdout } = await run(["audit"], { cwd: await makeDeployedFolder(local) });
  await deploy();
  expect(stdout).toContain("the runtime is node\\x1b[2J\\u202e");
  expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
});

test.each([
  [{ accept: { "S3.144": "why" } }, '"audit.accept" must name a control, not "S3.144" (did you mean "S3.14"?)'],
  [{ accept: { "S3.14": "" } }, 'the reason for accepting "S3.14" must be a non-empty string, not ""'],
  [{ accept: { "S3.14": " " } }, 'the reason for accepting "S3.14" must be a non-empty string, not " "'],
  [{ accept: { "S3.14": true } }, 'the reason for accepting "S3.14" must be a non-empty string, not true'],
  [{ accept: ["S3.14"] }, '"audit.accept" must be an object'],
  [{ acept: {} }, 'unknown key "acept" in "audit" (did you mean "accept"?)'],
  [true, '"audit" must be an object'],
])("rejects the setting %j before it reads anything", async (audit, message) => {
  const cwd = await makeDeployedFolder(local);
  await writeFile(join(cwd, "todo-api.json"), JSON.stringify({ audit }));
  local.forgetCalls();
  const { code, stderr } = await run(["audit"], { cwd });
  expect({ code, stderr }).toEqual({ code: EXIT.usage, stderr: expect.stringContaining(message) });
  expect(local.calls()).toEqual([]);
});

test.each([
  ["audit", (value: unknown) => value],
  ["audit.accept", (value: unknown) => ({ accept: value })],
])("accepts the example in the error about %s in the same place", async (_key, toAudit) => {
  const cwd = await makeDeployedFolder(local);
  const runWith = async (value: unknown) => {
    await writeFile(join(cwd, "todo-api.json"), JSON.stringify({ audit: toAudit(value) }));
    return run(["audit"], { cwd });
  };
  const { stderr } = await runWith(true);
  const [example = ""] = /\{.*\}$/m.exec(stderr) ?? [];
  expect(await runWith(JSON.parse(example))).toMatchObject({ code: EXIT.ok });
});

/** One weakening for each kind of resource, chosen so that none hides another. */
const SAMPLE: ReadonlySet<string> = new Set([
  "the bodies of one method are logged",
  "everyone may invoke a function",
  "everyone may invoke an alias of a function",
  "a function's environment has an access key",
  "everyone may assume a role",
  "a role may do everything",
  "deletion protection was turned off",
  "a log group keeps its logs forever",
  "everyone may write to the bucket",
]);

/** Deploys the stack with protection, which also repairs it. */
async function deploy(): Promise<void> {
  const stack = stackFor(account.cloud, TEST_STACK, true, { settingTags: { "todo-api:protect": "true" } });
  const { results } = await runStack(stack, account.cloud, () => {});
  for (const { error } of results) if (error) throw error;
}

/** Removes all stages from all usage plans. */
async function leaveUsagePlans(): Promise<void> {
  for (const { id: usagePlanId, apiStages = [] } of await listUsagePlans(account.cloud)) {
    const patchOperations = apiStages.map(({ apiId, stage }) => {
      return { op: "remove" as const, path: "/apiStages", value: `${apiId}:${stage}` };
    });
    await account.cloud.apigateway.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
  }
}

/** Removes the authorization of a method, and deploys the API. */
async function openMethod(stageName: string, path: string, httpMethod: string): Promise<void> {
  const { apigateway } = account.cloud;
  const { id: restApiId = "" } = (await findRestApi(apigateway, { app: "todo-api", stage: stageName })) ?? {};
  const { items = [] } = await apigateway.send(new GetResourcesCommand({ restApiId }));
  const { id: resourceId = "" } = items.find((one) => one.path === path) ?? {};
  const patchOperations = [{ op: "replace" as const, path: "/authorizationType", value: "NONE" }];
  await apigateway.send(new UpdateMethodCommand({ restApiId, resourceId, httpMethod, patchOperations }));
  await apigateway.send(new CreateDeploymentCommand({ restApiId, stageName }));
}

interface Verdict {
  readonly verdict: string;
}

interface ShownFinding {
  readonly kind: string;
  readonly name?: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly missingAction?: string;
  readonly next?: { readonly command: string };
}

interface AuditedControl {
  readonly id: string;
  readonly verdict: string;
  readonly resources: readonly ShownFinding[];
}

function findingsIn(stdout: string): readonly ShownFinding[] {
  return JSON.parse(stdout).controls.flatMap(({ resources }: { resources: readonly ShownFinding[] }) => resources);
}

function failedIn(stdout: string): readonly string[] {
  const { controls } = JSON.parse(stdout);
  return controls
    .flatMap(({ id, verdict }: { id: string; verdict: string }) => (verdict === "fail" ? [id] : []))
    .sort();
}
