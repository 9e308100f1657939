import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { trustPolicyFor } from "../../src/resources/role/policy-text.ts";
import { structureOf } from "../../src/text/json.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

const NOTES = {
  name: "note",
  labels: { one: "note", many: "notes" },
  fields: { text: { type: "string", label: "Text", required: true, minLength: 1, maxLength: 100 } },
};
let local: TestCloud;

beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.stop());

test("plan before the first deploy lists what will be created, and changes nothing", async () => {
  const cwd = await makeDeployedFolder(local);
  const { code, stdout } = await run(["plan"], { cwd });
  expect(code).toBe(EXIT.ok);
  expect(stdout).toMatch(/^To create\n {2}\+ DynamoDB table/);
  expect(stdout).toMatch(/\n23 to create\. Shared by all stacks in the account and region: 1 to create\.\n$/);
  expect(stdout).not.toMatch(/Drift|^ {2}~/m);
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await run(["diff", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.changes, stdout });
  expect(await run(["plan", "--destroy"], { cwd })).toMatchObject({
    code: EXIT.ok,
    stdout: "todo-api-dev is not deployed; nothing to remove.\n",
  });
});

test("plan after a deploy is empty, and shows manual changes as drift, with --json too", async () => {
  const cwd = await makeDeployedFolder(local);
  await run(["deploy"], { cwd });
  const clean = await run(["plan", "--exit-code"], { cwd });
  expect(clean).toMatchObject({
    code: EXIT.ok,
    stdout: expect.stringMatching(/^API access: public; .*\n\nNothing to do: all \d+ resources are in sync\.\n$/),
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
    /^Drift: changed outside todo-api\n {2}~ Lambda function {11}todo-api-dev-read\n {8}MemorySize: 1024 -> 256\n {2}~ S3 website bucket [^\n]*\n {8}policy:\n {10}\+ s3:GetObject\n(?: {10}\+ .*\n)+\nAPI access: .*\n\n2 to update, \d+ unchanged\.\n$/,
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
      {
        id: "bucket",
        action: "update",
        changes: [{ field: "policy", to: { Statement: [{ Action: "s3:GetObject" }] }, cause: "drift" }],
      },
    ],
  });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
});

test("a plan shows what policies and documents lose and gain, the effect, and no internal tags", async () => {
  const cwd = await makeDeployedFolder(local);
  await run(["deploy"], { cwd });
  await run(["items", "add", "kept"], { cwd });
  const cloud = await connect(local);
  const role = { RoleName: "todo-api-dev-read-eu-west-1", PolicyName: "todo-api" };
  const { PolicyNames: [PolicyName = ""] = [] } = await cloud.iam.send(new ListRolePoliciesCommand(role));
  const { PolicyDocument = "" } = await cloud.iam.send(new GetRolePolicyCommand({ ...role, PolicyName }));
  const widened = decodeURIComponent(PolicyDocument).replace('"dynamodb:Query"', '"dynamodb:Query","dynamodb:Scan"');
  await cloud.iam.send(new PutRolePolicyCommand({ ...role, PolicyName, PolicyDocument: widened }));
  await writeFile(join(cwd, "notes.json"), JSON.stringify(NOTES));
  const flags = ["--no-allow-clear", "--model", "./notes.json"];

  const { stdout } = await run(["plan", ...flags], { cwd });
  expect(stdout).toMatch(/ {2}~ IAM role {18}todo-api-dev-read-eu-west-1\n {8}policy:\n {10}- dynamodb:Scan\n/);
  expect(stdout).toMatch(
    / {2}~ IAM role {18}todo-api-dev-delete-eu-west-1\n {8}policy:\n(?: {10}- .*\n)* {10}- dynamodb:Query\n/,
  );
  expect(stdout).toContain("DELETE /items will be rejected.\n");
  expect(stdout).toMatch(
    /: it adds text; removes title, completed, order \(kept in the table, not shown\)\. The table has 1 item\.\n/,
  );
  expect(stdout).not.toMatch(/todo-api:fingerprints|[0-9a-f]{16}/);
  expect(stdout).toMatch(/\n\d+ to update, \d+ unchanged\.\n$/);
  expect((await run(["plan", "--verbose", ...flags], { cwd })).stdout).toContain("tags.todo-api:fingerprints");
  expect((await run(["plan", ...flags], { cwd, env: { FORCE_COLOR: "1" } })).stdout).toContain(
    "\u001b[31m  - dynamodb:Scan",
  );

  const planned = JSON.parse((await run(["plan", "--json", ...flags], { cwd })).stdout);
  expect(jsonTextsIn(planned)).toEqual([]);
  expect(planned.steps).toContainEqual(
    expect.objectContaining({
      id: "function:read",
      changes: expect.arrayContaining([
        expect.objectContaining({ field: "MODEL", to: expect.objectContaining({ name: "note" }) }),
      ]),
    }),
  );
  expect(jsonTextsIn(JSON.parse((await run(["status", "--json"], { cwd })).stdout))).toEqual([]);

  const status = await run(["status"], { cwd });
  expect(status.stdout).toMatch(
    /\nResources {2}22 of 23 in sync\n\nDrift: changed outside todo-api\n {2}drifted {5}IAM role {2}todo-api-dev-read/,
  );
  expect(status.stdout).not.toContain("Changes since");
  const deployed = await run(["deploy", ...flags, "--json"], { cwd });
  const lines = deployed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(jsonTextsIn(lines)).toEqual([]);
  const { counts } = lines.at(-1);
  expect(Object.values<number>(counts).reduce((sum, count) => sum + count)).toBe(23);
  const { stdout: after } = await run(["status"], { cwd });
  expect(after).toContain("Resources  23 of 23 in sync\n");
  await run(["deploy", "--allow-clear", "--model", "todo"], { cwd });
});

test("plan states the effect of every setting that changes, and of no other", async () => {
  const cwd = await makeDeployedFolder(local);
  await run(["deploy"], { cwd });
  const boundary = `arn:aws:iam::${local.account}:policy/boundary`;
  const effectsOf = async (...flags: readonly string[]): Promise<readonly string[] | undefined> =>
    JSON.parse((await run(["plan", "--json", ...flags], { cwd })).stdout).effects;
  const all = [
    "--no-allow-clear",
    "--website",
    "none",
    "--protect",
    "--throttle",
    "4",
    "--permissions-boundary",
    boundary,
  ];
  expect(await effectsOf(...all)).toEqual([
    "The items will be protected by deletion protection and point-in-time recovery.",
    "DELETE /items will be rejected.",
    "The page will be removed.",
    "The API will accept 4 requests per second, burst 8, from all callers combined; further requests get 429.",
    `The roles that todo-api creates will have the permissions boundary ${boundary}.`,
  ]);
  expect(await effectsOf("--allow-clear", "--website", "s3", "--no-protect", "--permissions-boundary", "none")).toBe(
    undefined,
  );
});

test.each([
  [
    ["--website", "api", "--allow-ip", "192.0.2.1"],
    ["Only requests from 192.0.2.1 will be accepted.", "The API will serve the page to all addresses that it accepts."],
  ],
  [["--website", "api"], ["The API will serve the page to everyone."]],
])("plan %j states to which addresses the page is served", async (flags, effects) => {
  const cwd = await makeDeployedFolder(local);
  await run(["deploy"], { cwd });
  expect(JSON.parse((await run(["plan", "--json", ...flags], { cwd })).stdout).effects).toEqual(effects);
});

test("plan states which addresses may call an API without credentials", async () => {
  const cwd = await makeDeployedFolder(local, { stage: "addresses" });
  const effectsOf = async (...flags: readonly string[]) =>
    JSON.parse((await run(["plan", "--json", ...flags], { cwd })).stdout).effects;
  await run(["deploy", "--auth", "iam", "--allow-ip", "192.0.2.1", "--deny-ip", "192.0.2.2"], { cwd });
  const [noAllowed, noDenied] = ["allowed", "denied"].map((list) => `The list of ${list} IP ranges will be removed.`);
  expect(await effectsOf("--auth", "none")).toEqual(["No credentials will be required to call the API."]);
  expect(await effectsOf("--allow-ip", "none")).toEqual([noAllowed]);
  expect(await effectsOf("--deny-ip", "none")).toEqual([noDenied]);
  expect(await effectsOf("--allow-ip", "none", "--deny-ip", "none")).toEqual([noAllowed, noDenied]);
  expect((await run(["destroy", "--yes"], { cwd })).code).toBe(EXIT.ok);
});

test("plan --destroy lists what would be removed", async () => {
  const cwd = await makeDeployedFolder(local);
  const { code, stdout } = await run(["plan", "--destroy", "--exit-code"], { cwd });
  expect(code).toBe(EXIT.changes);
  expect(stdout).toMatch(/ {2}- REST API {18}todo-api-dev\n/);
  expect(stdout).toMatch(/\n\d+ to remove, along with all items\.\n$/);
  expect(stdout).not.toContain("- API Gateway account role");
  expect(stdout).toContain(
    "The API Gateway account role, which all stacks in the region share, is also removed if no other API is left",
  );
});

test("plan --destroy mentions items only if the table exists", async () => {
  const cwd = await makeDeployedFolder(local, { stage: "bare" });
  await run(["deploy", "--no-protect"], { cwd });
  await (await connect(local)).dynamodb.send(new DeleteTableCommand({ TableName: "todo-api-bare" }));
  const { stdout } = await run(["plan", "--destroy"], { cwd });
  expect(stdout).toMatch(/\n\d+ to remove\.\n$/);
  expect((await run(["destroy", "--yes"], { cwd })).code).toBe(EXIT.ok);
});

test("a resource that a setting adds is not drift", async () => {
  const cwd = await makeDeployedFolder(local);
  const { Role } = await (await connect(local)).iam.send(
    new CreateRoleCommand({ RoleName: "existing", AssumeRolePolicyDocument: trustPolicyFor("lambda.amazonaws.com") }),
  );
  await run(["deploy", "--website", "none", "--auth", "none", "--role", `create=${Role?.Arn}`], { cwd });
  const added = ["--website", "s3", "--auth", "api-key", "--role", "create=none"];
  const { steps } = JSON.parse((await run(["plan", "--json", ...added], { cwd })).stdout);
  expect(steps.filter((step: { action: string }) => step.action === "create")).toMatchObject(
    ["role:create", "api-key", "usage-plan", "bucket", "website"].map((id) => ({ id, cause: "change" })),
  );
  expect(JSON.stringify(steps)).not.toContain("drift");
});

/** The texts in a document that are objects or lists in JSON. */
function jsonTextsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return structureOf(value) === undefined ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(jsonTextsIn) : [];
}
