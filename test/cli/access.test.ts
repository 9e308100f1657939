import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateDeploymentCommand, GetRestApisCommand, UpdateRestApiCommand } from "@aws-sdk/client-api-gateway";
import { DeleteTableCommand, UntagResourceCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { tableArn } from "../../src/aws/names.ts";
import { signedFetch } from "../../src/aws/signed-fetch.ts";
import type { Target } from "../../src/aws/target.ts";
import { clockOf } from "../../src/engine/clock.ts";
import { EXIT } from "../../src/errors.ts";
import { sleep } from "../../src/io.ts";
import { createApiSender } from "../../src/items/api-sender.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { policyFor } from "../support/operator-policy.ts";
import { printedStatements } from "../support/printed-statements.ts";
import { run } from "../support/run.ts";
import { callApi } from "../support/signed-request.ts";
import { connect, TEST_THROTTLE } from "../support/stack.ts";

const MAY_CALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" },
});
const OTHER_ACCOUNT = "210987654321";
const OTHER_ACCOUNT_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/read`;
const OTHER_ACCOUNT_BOUNDARY = `arn:aws:iam::${OTHER_ACCOUNT}:policy/boundary`;

const LOCAL: Target = { kind: "local", region: TEST_REGION, regionSource: "the test" };

let local: TestCloud;
let cwd: string;
let url: string;

beforeAll(async () => {
  local = await startTestCloud();
});
beforeEach(async () => {
  cwd = await makeDeployedFolder(local);
});
afterAll(() => local.stop());

/** Creates a role without permissions that its own account may assume. */
async function createRole(RoleName: string): Promise<string> {
  const { iam } = await connect(local);
  const trust = { Effect: "Allow", Principal: { AWS: local.account }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role?.Arn ?? "";
}

async function removeTable(): Promise<void> {
  const { dynamodb } = await connect(local);
  await dynamodb.send(new DeleteTableCommand({ TableName: "todo-api-dev" }));
}

async function untagTable(): Promise<void> {
  const cloud = await connect(local);
  const TagKeys = ["auth", "grant", "allow-ip", "deny-ip"].map((name) => `todo-api:${name}`);
  await cloud.dynamodb.send(new UntagResourceCommand({ ResourceArn: tableArn(cloud, "todo-api-dev"), TagKeys }));
}

const lastJson = (stdout: string) => JSON.parse(stdout.trim().split("\n").at(-1) ?? "");

/** Deploys with a high request limit: the probes of so many deploys would use up the default one. */
async function deploy(...flags: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(["deploy", "--throttle", TEST_THROTTLE, ...flags], { cwd });
  expect({ code, stderr }).toMatchObject({ code: EXIT.ok });
  url = stdout.trim();
  return stderr;
}

const statusFor = async (credentials?: Credentials, method = "GET") =>
  (await callApi(`${url}/items`, { method, ...(credentials && { credentials }) })).status;

test("--auth iam accepts only signed requests that IAM allows; items, status and plan keep working", async () => {
  expect(await deploy("--auth", "iam")).toContain("\nAccess   callers whose signed requests IAM allows (--auth)\n");
  expect(await statusFor()).toBe(403);
  expect(await statusFor(local.addUser([MAY_CALL]))).toBe(200);
  expect(await statusFor(local.addUser([]))).toBe(403);
  expect(await statusFor(local.addUser([MAY_CALL], OTHER_ACCOUNT))).toBe(403);
  expect(await statusFor(undefined, "OPTIONS")).toBe(204);
  for (const path of ["/", "/openapi.json", "/items/x", "/none"])
    expect((await fetch(`${url}${path}`)).status).toBe(403);
  const { components, security } = JSON.parse((await run(["openapi", "--json"], { cwd })).stdout);
  expect({ security, schemes: Object.keys(components.securitySchemes) }).toEqual({
    security: [{ sigv4: [] }],
    schemes: ["sigv4"],
  });
  const added = await run(["items", "add", "Buy milk & more"], { cwd });
  expect(added).toMatchObject({ code: EXIT.ok });
  expect(await run(["items", "list"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["status"], { cwd })).toMatchObject({
    code: EXIT.ok,
    stdout: expect.stringContaining("responds with 200"),
  });
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
  const operator = local.addUser([policyFor(local)]);
  const { code, stdout } = await run(["status"], {
    cwd: await makeDeployedFolder({ ...local, credentials: operator }),
  });
  const Resource = [expect.stringMatching(/\/dev\/\*$/)];
  expect({ code, missing: printedStatements(stdout) }).toEqual({
    code: EXIT.failure,
    missing: [{ Effect: "Allow", Action: ["execute-api:Invoke"], Resource }],
  });
});

test("a rejected caller gets a problem document, and items prints a sentence and exits with the code for credentials", async () => {
  const arn = await createRole("nobody");
  await deploy("--auth", "iam");
  const { credentials } = local;
  const wrongSecret = { ...credentials, secretAccessKey: "wrong" };
  const unknownKey = { ...credentials, accessKeyId: "AKIAUNKNOWN000000000" };
  const expired = local.assumeRole(arn, 0);
  const callers: readonly (readonly [Credentials, string])[] = [
    [wrongSecret, "AWS rejected the signature: check the secret key and this machine's clock."],
    [unknownKey, "AWS does not recognize these credentials"],
    [expired, "the credentials have expired;"],
    [local.addUser([]), "no identity-based policy allows the execute-api:Invoke action"],
  ];
  for (const [caller] of callers) {
    const { status, headers, body } = await callApi(`${url}/items`, { credentials: caller });
    expect({ status, type: headers["content-type"], problem: JSON.parse(body) }).toMatchObject({
      status: 403,
      type: "application/problem+json",
      problem: { status: 403, title: "Forbidden", requestId: expect.any(String) },
    });
  }
  for (const [caller, sentence] of callers) {
    const send = createApiSender(
      {
        ...clockOf({ now: Date.now, sleep }, new AbortController().signal),
        fetchFor: async () => signedFetch(fetch, { ...LOCAL, credentials: caller }, Date.now),
      },
      async () => ({ url, auth: "iam" }),
    );
    await expect(send({ method: "GET", path: "/items" })).rejects.toMatchObject({
      exitCode: EXIT.auth,
      message: expect.stringContaining(sentence),
    });
  }
});

test("--grant gives a role and another account access until it is revoked", async () => {
  const arn = await createRole("reader");
  const stranger = local.addUser([MAY_CALL], OTHER_ACCOUNT);
  const stderr = await deploy("--auth", "iam", "--grant", arn, "--grant", OTHER_ACCOUNT);
  expect(stderr).toContain(`; granted to ${OTHER_ACCOUNT}, ${arn} (--grant)\n`);
  expect(await statusFor(local.assumeRole(arn))).toBe(200);
  expect(await statusFor(stranger)).toBe(200);
  expect(await statusFor(local.addUser([], OTHER_ACCOUNT))).toBe(403);
  expect(await statusFor(local.addUser([]))).toBe(403);
  expect(await statusFor()).toBe(403);
  expect(await statusFor(undefined, "OPTIONS")).toBe(204);
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
  const planned = await run(["plan", "--grant", "none", "--exit-code"], { cwd });
  expect(planned).toMatchObject({ code: EXIT.changes, stdout: expect.stringContaining(`- Principal: ${arn}\n`) });
  await deploy("--grant", "none");
  expect([await statusFor(local.assumeRole(arn)), await statusFor(stranger)]).toEqual([403, 403]);
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test("changing the mode and back restores no grant", async () => {
  const arn = await createRole("former");
  await deploy("--auth", "iam", "--grant", arn);
  await deploy("--auth", "none");
  expect(await statusFor()).toBe(200);
  expect(await run(["items", "list"], { cwd })).toMatchObject({ code: EXIT.ok });
  const { stdout } = await run(["deploy", "--auth", "iam", "--json"], { cwd });
  expect(lastJson(stdout)).toMatchObject({ settings: { auth: "iam", grant: [] } });
  expect(await statusFor(local.assumeRole(arn))).toBe(403);
});

test("--grant requires --auth iam", async () => {
  await deploy("--auth", "none");
  expect(await run(["deploy", "--grant", OTHER_ACCOUNT], { cwd })).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining(
      "error: --grant requires --auth iam, because a grant allows only signed requests\n",
    ),
  });
});

test.each([
  [
    { auth: "none", quota: "9/day" },
    {},
    [],
    "quota in todo-api.json requires --auth api-key, .*; auth in todo-api.json is none",
  ],
  [{ quota: "9/day" }, {}, ["--auth", "iam"], "quota in todo-api.json requires --auth api-key, .*; --auth is iam"],
  [{ auth: "iam" }, { TODO_API_QUOTA: "9/day" }, [], "TODO_API_QUOTA requires .*; auth in todo-api.json is iam"],
  [
    { grant: [OTHER_ACCOUNT] },
    { TODO_API_AUTH: "none" },
    [],
    "grant in todo-api.json requires .*; TODO_API_AUTH is none",
  ],
  [{ grant: OTHER_ACCOUNT, auth: "api-key" }, {}, [], "grant in todo-api.json requires --auth iam"],
  [{}, { TODO_API_GRANT: OTHER_ACCOUNT }, ["--auth", "none"], "TODO_API_GRANT requires --auth iam, .*; --auth is none"],
  [{ expireCompleted: "9d" }, {}, ["--model", "customer"], "expireCompleted in todo-api.json requires a model"],
  [{ roleRead: OTHER_ACCOUNT_ROLE }, {}, [], "roleRead in todo-api.json: .* belongs to account"],
  [{}, { TODO_API_ROLE_READ: OTHER_ACCOUNT_ROLE }, [], "TODO_API_ROLE_READ: .* belongs to account"],
  [
    { auth: "iam", grant: "arn:aws-cn:iam::210987654321:root" },
    {},
    [],
    "grant in todo-api.json: .* the aws partition; ",
  ],
  [
    { permissionsBoundary: "arn:aws-cn:iam::aws:policy/A" },
    {},
    [],
    "permissionsBoundary in todo-api.json: .* partition",
  ],
  [{}, {}, ["--permissions-boundary", OTHER_ACCOUNT_BOUNDARY], "--permissions-boundary: .* belongs to account"],
])("names the source of a setting that contradicts another one: %j %j %j", async (file, env, flags, message) => {
  await writeFile(join(cwd, "todo-api.json"), JSON.stringify(file));
  const { code, stderr } = await run(["plan", ...flags], { cwd, env });
  expect({ code, stderr }).toEqual({ code: EXIT.usage, stderr: expect.stringMatching(`error: ${message}`) });
});

test.each(["none", "iam"])("with --auth %s, --allow-ip and --deny-ip decide by address", async (auth) => {
  await deploy("--auth", auth, "--allow-ip", "127.0.0.0/8", "--deny-ip", "192.0.2.0/24", "2001:db8::/32");
  const owner = auth === "iam" ? local.credentials : undefined;
  expect(await statusFor(owner)).toBe(200);
  const stderr = await deploy("--allow-ip", "192.0.2.7");
  expect(stderr).toMatch(
    /warning: The API cannot be checked from this address: .*explicit deny in a resource-based policy\n/,
  );
  expect(stderr).not.toMatch(/^Ready +API /m);
  expect([await statusFor(owner), await statusFor(undefined, "OPTIONS")]).toEqual([403, 204]);
  const listed = await run(["items", "list"], { cwd });
  expect(listed).toMatchObject({
    code: EXIT.auth,
    stderr: expect.stringContaining("the API does not accept requests from this machine's IP address"),
  });
  expect(await run(["status"], { cwd })).toMatchObject({
    code: EXIT.failure,
    stdout: expect.stringMatching(
      /^todo-api-dev is deployed; its health cannot be checked\.\n\nAPI .* {2}cannot be checked from this address \(403: .*explicit deny/,
    ),
  });
  const status = await run(["status", "--json"], { cwd });
  expect({ code: status.code, ...JSON.parse(status.stdout) }).toMatchObject({
    code: EXIT.failure,
    healthy: false,
    api: { status: 403, healthy: false, rejection: expect.any(String) },
  });
  await deploy("--allow-ip", "none", "--deny-ip", "127.0.0.1");
  expect(await statusFor(owner)).toBe(403);
  await deploy("--auth", "none", "--allow-ip", "none", "--deny-ip", "none");
  expect(await statusFor()).toBe(200);
});

test("rollback changes who may call the API only if --auth names the release's mode", async () => {
  const arn = await createRole("rollback-reader");
  await deploy("--auth", "none", "--allow-ip", "none", "--deny-ip", "none");
  await deploy("--auth", "iam", "--grant", arn, "--deny-ip", "192.0.2.0/24");
  local.forgetCalls();
  const refused = await run(["rollback", "--yes"], { cwd });
  expect(refused).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringMatching(
      /error: rolling back to release \w{8} would change who may call the API; nothing was changed\n {2}in force {2}callers whose signed requests IAM allows .*\n {2}release {3}public; .*\n/,
    ),
  });
  expect((await run(["rollback", "--yes", "--auth", "iam"], { cwd })).stderr).toContain(
    "with --auth none, not --auth iam; nothing was changed\n",
  );
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await statusFor()).toBe(403);

  // These settings apply to the next deploy, not to a rollback.
  await writeFile(join(cwd, "todo-api.json"), '{"auth": "api-key", "quota": "9/day"}');
  const opened = await run(["rollback", "--yes", "--auth", "none", "--json"], { cwd });
  await writeFile(join(cwd, "todo-api.json"), "{}");
  expect(opened.code).toBe(EXIT.ok);
  expect(JSON.parse(opened.stdout.split("\n")[0] ?? "")).toMatchObject({
    access: { auth: "none", grant: [], denyIp: [] },
  });
  expect(await statusFor()).toBe(200);
  expect(await run(["items", "list"], { cwd })).toMatchObject({ code: EXIT.ok });
  const status = async () => JSON.parse((await run(["status", "--json"], { cwd })).stdout);
  expect(await status()).toMatchObject({ healthy: true, settings: { auth: "none", grant: [], denyIp: [] } });
  expect(await run(["rollback", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  await deploy();
  expect([await statusFor(), await statusFor(local.assumeRole(arn))]).toEqual([200, 200]);

  expect((await run(["rollback", "--yes"], { cwd })).stderr).toContain(
    "would change who may call the API; nothing was changed\n",
  );
  expect(await run(["rollback", "--yes", "--auth", "iam"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect([await statusFor(), await statusFor(local.assumeRole(arn))]).toEqual([403, 200]);
  expect(await status()).toMatchObject({ settings: { auth: "iam", grant: [arn], denyIp: ["192.0.2.0/24"] } });
  expect(await run(["items", "list"], { cwd })).toMatchObject({ code: EXIT.ok });
  await deploy();
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test.each([
  ["whose table was deleted", "reader-1", () => removeTable()],
  ["whose table lost its tags", "reader-2", () => untagTable()],
])("a stack %s is not opened to other callers without a flag", async (_, role, lose) => {
  const arn = await createRole(role);
  await deploy("--auth", "iam", "--grant", arn, "--allow-ip", "127.0.0.0/8", "--deny-ip", "192.0.2.7");
  await lose();
  local.forgetCalls();
  const refused = await run(["deploy", "--throttle", TEST_THROTTLE], { cwd });
  expect(refused).toMatchObject({ code: EXIT.usage, stdout: "" });
  expect(refused.stderr).toMatch(/the table todo-api-dev no longer stores who may call the API/);
  const { stdout } = await run(["deploy", "--throttle", TEST_THROTTLE, "--json"], { cwd });
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
    error: { code: "access-settings-missing" },
  });
  const kept = `--auth iam --grant ${arn} --allow-ip 127.0.0.0/8 --deny-ip 192.0.2.7`;
  expect(refused.stderr).toContain(`todo-api deploy --throttle ${TEST_THROTTLE} ${kept} `);
  expect((await run(["plan"], { cwd })).stderr).toMatch(
    /A deploy would fail: the table todo-api-dev no longer .*\n {2}deployed {2}.*\n {2}default {3}/,
  );
  const rolledBack = await run(["rollback", "--yes"], { cwd });
  expect(rolledBack.code).not.toBe(EXIT.ok);
  const { settings, api } = JSON.parse((await run(["status", "--json"], { cwd })).stdout);
  expect(settings).toMatchObject({ auth: "iam", grant: [arn], allowIp: ["127.0.0.0/8"], denyIp: ["192.0.2.7"] });
  expect(api.status).not.toBe(403);
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await statusFor()).toBe(403);
  await deploy(...kept.split(" "));
  expect(await statusFor()).toBe(403);
  expect(await statusFor(local.assumeRole(arn))).toBe(200);
  await deploy("--auth", "none", "--allow-ip", "none", "--deny-ip", "none");
});

test("an API that was deployed outside todo-api keeps its address rules", async () => {
  await deploy("--auth", "none", "--deny-ip", "192.0.2.9");
  const { apigateway } = await connect(local);
  const [restApiId = ""] = Object.keys(local.cloud.apigateway.data.regions[local.region]?.restApis ?? {});
  await apigateway.send(new CreateDeploymentCommand({ restApiId, stageName: "dev" }));
  await untagTable();
  const refused = await run(["deploy"], { cwd });
  expect(refused).toMatchObject({ code: EXIT.usage, stdout: "" });
  expect(refused.stderr).toContain("--deny-ip 192.0.2.9 ");
  await deploy("--auth", "none", "--allow-ip", "none", "--deny-ip", "none");
});

test("items keeps working while the mode changes back and forth", async () => {
  await deploy("--auth", "none", "--deny-ip", "none");
  for (const auth of ["iam", "none"]) {
    let isDeployed = false;
    const deploying = deploy("--auth", auth).finally(() => {
      isDeployed = true;
    });
    const codes: number[] = [];
    while (!isDeployed) codes.push((await run(["items", "list"], { cwd })).code);
    await deploying;
    expect(codes).toEqual(codes.map(() => EXIT.ok));
  }
});

test("repairs a resource policy that was changed outside todo-api, and reports it as drift", async () => {
  await deploy("--auth", "none", "--deny-ip", "192.0.2.0/24");
  const { apigateway } = await connect(local);
  const { items = [] } = await apigateway.send(new GetRestApisCommand({}));
  const restApiId = items[0]?.id ?? "";
  const everyone = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" };
  for (const policy of ["", JSON.stringify({ Version: "2012-10-17", Statement: [everyone] })]) {
    const patchOperations = [{ op: "replace" as const, path: "/policy", value: policy }];
    await apigateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    const planned = await run(["plan"], { cwd });
    expect(planned.stdout).toMatch(/^Drift: changed outside todo-api\n {2}~ REST API .*\n {8}policy:/);
    await deploy();
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
  }
});

test.each([
  [["--auth", "basic"], '--auth must be none, api-key or iam, not "basic"'],
  [["--grant", "none", OTHER_ACCOUNT], "--grant must be none or a list, not both"],
  [["--grant", "*"], '--grant must be none, or account IDs or ARNs of IAM roles or users, not "*"'],
  [["--grant", "arn:aws:iam::123456789012:group/x"], 'not "arn:aws:iam::123456789012:group/x"'],
  [["--grant", ""], 'not ""'],
  [
    ["--grant", `arn:aws:iam::123456789012:role/${"r".repeat(259)}`],
    "--grant is too long (290 characters including spaces, maximum 256)",
  ],
  [["--allow-ip", "192.0.2.0/24", "256.0.0.1"], 'such as 192.0.2.0/24 or 2001:db8::/32, not "256.0.0.1"'],
  [["--allow-ip", "192.0.2.0/33"], 'not "192.0.2.0/33"'],
  [["--deny-ip", "2001:db8::/129"], 'not "2001:db8::/129"'],
  [["--deny-ip", "fe80::1%eth0"], 'not "fe80::1%eth0"'],
  [
    ["--allow-ip", ...Array.from({ length: 22 }, (_, index) => `192.0.2.${100 + index}`)],
    "--allow-ip is too long (263 characters including spaces, maximum 256)",
  ],
])("rejects %j", async (flags, message) => {
  const { code, stderr } = await run(["deploy", ...flags], { cwd });
  expect({ code, stderr }).toEqual({ code: EXIT.usage, stderr: expect.stringContaining(message) });
});

test("todo-api.json and the environment accept lists too", async () => {
  await writeFile(join(cwd, "todo-api.json"), '{"auth": "iam", "denyIp": ["192.0.2.1", "192.0.2.0/30"]}');
  const planned = await run(["plan", "--json"], { cwd, env: { TODO_API_GRANT: `${OTHER_ACCOUNT}, 111111111111` } });
  expect(JSON.parse(planned.stdout)).toMatchObject({
    settings: {
      auth: "iam",
      grant: ["111111111111", OTHER_ACCOUNT],
      denyIp: ["192.0.2.0/30", "192.0.2.1"],
      allowIp: [],
    },
  });
});

test("an empty list in todo-api.json clears the values of earlier deploys", async () => {
  await deploy("--auth", "iam", "--grant", OTHER_ACCOUNT, "--allow-ip", "127.0.0.0/8", "--deny-ip", "192.0.2.1");
  await writeFile(join(cwd, "todo-api.json"), '{"grant": [], "allowIp": [], "denyIp": []}');
  const { stdout } = await run(["deploy", "--json"], { cwd });
  expect(lastJson(stdout)).toMatchObject({ settings: { auth: "iam", grant: [], allowIp: [], denyIp: [] } });
  await deploy("--auth", "none");
  await writeFile(join(cwd, "todo-api.json"), "{}");
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test.each(["grant", "allowIp", "denyIp"])("%s in todo-api.json must be a string or a list of strings", async (key) => {
  for (const value of [null, 5, true, {}, [5], [null]]) {
    await writeFile(join(cwd, "todo-api.json"), JSON.stringify({ [key]: value }));
    expect(await run(["plan"], { cwd })).toMatchObject({
      code: EXIT.usage,
      stderr: `error: todo-api.json: "${key}" must be a string or a list of strings, not ${JSON.stringify(value)}\n`,
    });
  }
});
