import { readFileSync } from "node:fs";
import { chmod, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanKeyCommand,
  GetApiKeysCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  TagResourceCommand,
  UpdateApiKeyCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect, TEST_THROTTLE } from "../support/stack.ts";

let local: TestCloud;
let admin: Cloud;
let cwd: string;
let url: string;

beforeAll(async () => {
  local = await startTestCloud();
  admin = await connect(local);
});
beforeEach(async () => {
  cwd = await makeDeployedFolder(local);
});
afterAll(() => local.stop());

async function ok(...argv: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const ran = await run(argv, { cwd });
  expect({ argv, ...ran }).toMatchObject({ code: EXIT.ok });
  return ran;
}

/** Deploys with a high request limit: the probes of so many deploys would use up the default one. */
async function deploy(...flags: readonly string[]): Promise<string> {
  const { stdout, stderr } = await ok("deploy", "--throttle", TEST_THROTTLE, ...flags);
  url = stdout.trim();
  return stderr;
}

const showKey = async () => (await ok("key", "show")).stdout.trim();
const planJson = async (...flags: readonly string[]) => JSON.parse((await ok("plan", "--json", ...flags)).stdout);
const storedKeys = () => join(cwd, ".todo-api", "api-keys.json");
const keys = async () => (await admin.apigateway.send(new GetApiKeysCommand({ includeValues: true }))).items ?? [];
const plans = async () => (await admin.apigateway.send(new GetUsagePlansCommand({}))).items ?? [];

async function statusFor(key?: string, path = "/items"): Promise<number> {
  const response = await fetch(`${url}${path}`, { headers: key === undefined ? {} : { "x-api-key": key } });
  await response.text();
  return response.status;
}

test("--auth api-key accepts only requests with the stack's key; items, status and plan keep working", async () => {
  expect(await deploy("--auth", "api-key")).toContain("\nAccess   callers with an API key (--auth)\n");
  const key = await showKey();
  for (const path of ["/items", "/", "/openapi.json", "/items/x"]) {
    expect(await statusFor(undefined, path)).toBe(403);
    expect(await statusFor("k".repeat(40), path)).toBe(403);
  }
  expect(await statusFor(key)).toBe(200);
  expect((await fetch(`${url}/items`, { method: "OPTIONS" })).status).toBe(204);
  await ok("items", "add", "Buy milk");
  expect((await ok("items", "list")).stdout).toContain("Buy milk");
  expect((await ok("status")).stdout).toContain("responds with 200");
  await ok("plan", "--exit-code");
  const { paths, components } = JSON.parse((await ok("openapi", "--json")).stdout);
  expect([Object.keys(paths).length > 0, components.securitySchemes.apiKey.name]).toEqual([true, "x-api-key"]);
});

test("a rollback reports the mode of the release as JSON", async () => {
  await deploy("--auth", "api-key");
  await deploy("--auth", "api-key", "--no-allow-clear");
  const [plan = ""] = (await ok("rollback", "--yes", "--json")).stdout.split("\n");
  expect(JSON.parse(plan)).toMatchObject({ type: "rollback-plan", access: { auth: "api-key" } });
});

test("a rejected request is problem+json that pages of any origin can read", async () => {
  await deploy("--auth", "api-key");
  const response = await fetch(`${url}/items`);
  expect(await response.json()).toMatchObject({
    title: "Forbidden",
    status: 403,
    detail: "The request has no valid API key; send one in the x-api-key header.",
  });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  const preflight = await fetch(`${url}/items`, { method: "OPTIONS" });
  expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("x-api-key");
});

test("only key show prints the key, and only the user can read the file that keeps it", async () => {
  const printed: string[] = [await deploy("--auth", "api-key")];
  const key = await showKey();
  for (const argv of [
    ["deploy", "--json"],
    ["plan", "--json", "--verbose"],
    ["status", "--json"],
    ["items", "list", "--json"],
    ["key", "rotate", "--json"],
    ["key", "revoke", "--yes", "--json"],
    ["orphans", "--json"],
  ]) {
    const { stdout, stderr } = await ok(...argv);
    printed.push(stdout, stderr);
  }
  const current = await showKey();
  for (const text of printed) for (const secret of [key, current]) expect(text).not.toContain(secret);
  expect(readFileSync(join(cwd, ".todo-api", "target.json"), "utf8")).not.toContain(current);
  expect(readFileSync(storedKeys(), "utf8")).toContain(current);
  if (process.platform === "win32") return;
  const modeOfFile = async () => (await stat(storedKeys())).mode & 0o777;
  expect(await modeOfFile()).toBe(0o600);
  for (const mode of [0o644, 0o620]) {
    await chmod(storedKeys(), mode);
    await ok("items", "list");
    expect(await modeOfFile()).toBe(0o600);
  }
});

test("items reads the key again if the folder has none, a damaged one, or an old one", async () => {
  await deploy("--auth", "api-key");
  await rm(storedKeys());
  local.forgetCalls();
  await ok("items", "list");
  await ok("items", "list");
  expect(local.calls().filter(({ operation }) => operation === "GetApiKey")).toHaveLength(1);
  const key = await showKey();
  await writeFile(storedKeys(), readFileSync(storedKeys(), "utf8").replace(key, "damaged"));
  expect(await showKey()).toBe(key);
  await ok("items", "list");
  expect(readFileSync(storedKeys(), "utf8")).toContain(key);
  for (const { id } of await keys()) await admin.apigateway.send(new DeleteApiKeyCommand({ apiKey: id }));
  const rejected = await run(["items", "list"], { cwd });
  expect(rejected).toMatchObject({
    code: EXIT.auth,
    stderr: expect.stringContaining("todo-api key rotate --app todo-api --stage dev "),
  });
  await ok("key", "rotate");
  await ok("items", "list");
});

test("rotate keeps the replaced key for its grace period, and the next rotation deletes it", async () => {
  await deploy("--auth", "api-key");
  const first = await showKey();
  expect((await ok("key", "rotate", "--grace", "100000m")).stderr).toMatch(
    /^The replaced key \w{10} is accepted until /m,
  );
  const second = await showKey();
  expect([first === second, await statusFor(first), await statusFor(second)]).toEqual([false, 200, 200]);
  await ok("plan", "--exit-code");
  const [old] = (await keys()).filter(({ value }) => value === first);
  const resourceArn = `arn:aws:apigateway:${TEST_REGION}::/apikeys/${old?.id}`;
  const tags = { "todo-api:expires": "2020-01-01T00:00:00Z" };
  await admin.apigateway.send(new TagResourceCommand({ resourceArn, tags }));
  expect((await planJson()).steps).toMatchObject([{ id: "api-key" }, { id: "usage-plan" }]);
  await ok("key", "rotate");
  expect([await statusFor(first), await statusFor(second), await statusFor(await showKey())]).toEqual([403, 200, 200]);
});

test("an interrupted rotation is completed by deploy or by the next rotation", async () => {
  await deploy("--auth", "api-key");
  const first = await showKey();
  const [{ id } = { id: "" }] = await keys();
  const resourceArn = `arn:aws:apigateway:${TEST_REGION}::/apikeys/${id}`;
  const tags = { "todo-api:expires": new Date(Date.now() + 3_600_000).toISOString() };
  await admin.apigateway.send(new TagResourceCommand({ resourceArn, tags }));
  await ok("items", "list");
  await deploy();
  const second = await showKey();
  expect([first === second, await statusFor(first), await statusFor(second)]).toEqual([false, 200, 200]);
});

test("revoke deletes the replaced keys, and with --all every key until a rotation", async () => {
  await deploy("--auth", "api-key");
  const first = await showKey();
  await ok("key", "rotate");
  const second = await showKey();
  expect((await run(["key", "revoke"], { cwd })).code).toBe(EXIT.usage);
  await ok("key", "revoke", "--yes");
  expect([await statusFor(first), await statusFor(second)]).toEqual([403, 200]);
  const { stderr } = await run(["key", "revoke", "--all", "--confirm", "todo-api-dev"], { cwd });
  expect([await statusFor(second), await keys()]).toEqual([403, []]);
  const rotate = `todo-api key rotate --app todo-api --stage dev --local --region ${TEST_REGION}   # `;
  expect(stderr).toContain(rotate);
  expect((await run(["items", "list"], { cwd })).stderr).toContain(rotate);
  expect(await run(["key", "show"], { cwd })).toMatchObject({ code: EXIT.notFound });

  // A revoked key is the user's decision: no deploy creates another one.
  await ok("plan", "--exit-code");
  expect(await run(["status"], { cwd })).toMatchObject({
    code: EXIT.failure,
    stdout: expect.stringContaining("\nAPI key    none: every API key was revoked, so the API rejects every request\n"),
    stderr: expect.stringContaining(rotate),
  });
  expect(JSON.parse((await run(["status", "--json"], { cwd })).stdout)).toMatchObject({ apiKey: "revoked" });
  for (const flags of [[], ["--quota", "9/day"], ["--website", "api"]]) {
    const again = await deploy(...flags);
    expect(again).toContain("warning: every API key was revoked, so the API rejects every request\n");
    expect(again).toMatch(/^ {2}todo-api key rotate .* # create an API key$/m);
  }
  expect(await keys()).toEqual([]);
  const { steps } = await planJson("--destroy");
  expect(steps.map(({ kind }: { readonly kind: string }) => kind)).not.toContain("API key");
  expect((await run(["rollback", "--yes"], { cwd })).stderr).toContain(rotate);

  await ok("key", "rotate");
  await ok("items", "list");
  await deploy("--quota", "none", "--website", "s3");
  expect(await keys()).toHaveLength(1);
  expect((await ok("status", "--json")).stdout).not.toContain("revoked");
});

test("an interrupted revocation is not undone by a deploy, and a key that was deleted otherwise is drift", async () => {
  await deploy("--auth", "api-key");
  const revoke = ["key", "revoke", "--all", "--confirm", "todo-api-dev"];
  await ok("local", "fault", "expire-credentials", "--operation", "DeleteApiKey");
  expect(await run(revoke, { cwd })).toMatchObject({ code: EXIT.auth });
  await ok("local", "fault", "--clear");
  await deploy();
  await ok("items", "list");
  await ok(...revoke);
  await ok("plan", "--exit-code");
  await deploy("--auth", "none");
  expect([await plans(), await statusFor()]).toEqual([[], 200]);
  await deploy("--auth", "api-key");
  for (const { id } of await keys()) await admin.apigateway.send(new DeleteApiKeyCommand({ apiKey: id }));
  expect((await planJson()).steps).toMatchObject([{ id: "api-key", cause: "drift" }, { id: "usage-plan" }]);
  await deploy();
  await ok("items", "list");
});

test("a disabled key and a plan that was changed outside todo-api are drift that deploy repairs", async () => {
  await deploy("--auth", "api-key", "--quota", "1000/day");
  const key = await showKey();
  const [{ id: apiKey = "" } = {}] = await keys();
  const [{ id: usagePlanId = "", ...plan } = {}] = await plans();
  expect(plan).toMatchObject({ quota: { limit: 1000, period: "DAY" }, apiStages: [{ stage: "dev" }] });
  const disable = [{ op: "replace" as const, path: "/enabled", value: "false" }];
  await admin.apigateway.send(new UpdateApiKeyCommand({ apiKey, patchOperations: disable }));
  const stage = `${plan.apiStages?.[0]?.apiId}:dev`;
  const patchOperations = [
    { op: "remove" as const, path: "/apiStages", value: stage },
    { op: "remove" as const, path: "/quota" },
  ];
  await admin.apigateway.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
  await admin.apigateway.send(new DeleteUsagePlanKeyCommand({ usagePlanId, keyId: apiKey }));
  expect(await statusFor(key)).toBe(403);
  const { steps } = await planJson();
  expect(steps.map(({ id }: { readonly id: string }) => id)).toEqual(["api-key", "usage-plan"]);
  for (const { changes } of steps) for (const { cause } of changes) expect(cause).toBe("drift");
  await deploy();
  expect(await statusFor(key)).toBe(200);
  const { items = [] } = await admin.apigateway.send(new GetUsagePlanKeysCommand({ usagePlanId }));
  expect(items.map(({ id }) => id)).toEqual([apiKey]);
  await deploy("--quota", "none");
  expect((await plans())[0]?.quota).toBeUndefined();
});

test("a second key and a second plan of the stack are drift that deploy removes", async () => {
  await deploy("--auth", "api-key", "--quota", "1000/day");
  const key = await showKey();
  const tags = { "todo-api:app": "todo-api", "todo-api:stage": "dev" };
  await admin.apigateway.send(new CreateApiKeyCommand({ name: "todo-api-dev", enabled: true, tags }));
  // The plan with the lowest ID is kept, which can be any of the three.
  for (const _ of [1, 2]) await admin.apigateway.send(new CreateUsagePlanCommand({ name: "todo-api-dev", tags }));
  const { steps } = await planJson();
  expect(steps.map(({ id }: { readonly id: string }) => id)).toEqual(["api-key", "usage-plan"]);
  await deploy();
  expect(await statusFor(key)).toBe(200);
  expect([(await keys()).length, await plans()]).toMatchObject([1, [{ quota: { limit: 1000 } }]]);
  await ok("plan", "--exit-code");
});

test("a deploy changes the mode in any direction, and removes keys and plan that the new mode does not need", async () => {
  await deploy("--auth", "none");
  expect([await statusFor(), await keys(), await plans()]).toEqual([200, [], []]);
  for (const [mode, open] of [
    ["api-key", 403],
    ["iam", 403],
    ["api-key", 403],
    ["none", 200],
  ] as const) {
    const stderr = await deploy("--auth", mode);
    expect([await statusFor(), (await keys()).length]).toEqual([open, mode === "api-key" ? 1 : 0]);
    expect(readFileSync(storedKeys(), "utf8").includes('"value"')).toBe(mode === "api-key");
    if (mode === "iam") expect(stderr).toMatch(/^Removed +usage plan[\s\S]*^Removed +API key/m);
    await ok("items", "list");
    await ok("plan", "--exit-code");
  }
  expect(await plans()).toEqual([]);
});

test("rejects a rollback to a release that requires a key while the stack has none", async () => {
  await deploy("--auth", "api-key", "--allow-clear");
  await deploy("--auth", "none", "--no-allow-clear");
  local.forgetCalls();
  const refused = await run(["rollback", "--yes", "--auth", "api-key"], { cwd });
  expect(refused).toMatchObject({
    code: EXIT.failure,
    stderr: expect.stringContaining(
      "error: the API key todo-api-dev is missing, and a rollback cannot create it; nothing was changed\n",
    ),
  });
  expect(refused.stderr).toMatch(/^ {2}todo-api deploy --auth api-key .*# create an API key; then roll back$/m);
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await statusFor()).toBe(200);
  await deploy("--auth", "api-key");
  await ok("rollback", "--yes", "--auth", "none");
  expect(await statusFor()).toBe(200);
  await ok("items", "list");
  await deploy();
});

test("an API that stays unhealthy after a rollback is not reported as deleted", async () => {
  await deploy("--auth", "api-key", "--allow-clear");
  await deploy("--no-allow-clear");
  const [key] = await keys();
  const patchOperations = [{ op: "replace" as const, path: "/enabled", value: "false" }];
  await admin.apigateway.send(new UpdateApiKeyCommand({ apiKey: key?.id, patchOperations }));
  let skipped = 0;
  const time = {
    now: () => Date.now() + skipped,
    sleep: async () => {
      skipped += 10_000;
    },
  };
  const { code, stderr } = await run(["rollback", "--yes"], { cwd, time });
  expect(code).toBe(EXIT.partial);
  expect(stderr).toContain("consecutive healthy responses from the API");
  expect(stderr).not.toContain("deleted");
  await deploy();
});

test("--quota requires --auth api-key", async () => {
  expect(await run(["deploy", "--auth", "none", "--quota", "5/day"], { cwd })).toMatchObject({ code: EXIT.usage });
  expect(await run(["deploy", "--auth", "api-key", "--quota", "5/year"], { cwd })).toMatchObject({ code: EXIT.usage });
});

test("deploy and status report that they cannot check a stack whose key has used up its quota", async () => {
  expect(await deploy("--auth", "api-key", "--quota", "1/day")).toMatch(
    /^warning: The API cannot be checked because the quota of the API key is used up: /m,
  );
  expect(await run(["status"], { cwd })).toMatchObject({
    code: EXIT.failure,
    stdout: expect.stringContaining("  cannot be checked because the quota of the API key is used up (429: "),
  });
  await deploy("--quota", "none");
});

test("destroy detaches the stage before it removes the plan, and leaves no key and no plan", async () => {
  await deploy("--auth", "api-key");
  await ok("key", "rotate");
  local.forgetCalls();
  expect(readFileSync(storedKeys(), "utf8")).toContain('"value"');
  await ok("destroy", "--yes");
  expect(readFileSync(storedKeys(), "utf8")).not.toContain('"value"');
  expect([await keys(), await plans()]).toEqual([[], []]);
  const removals = ["UpdateUsagePlan", "DeleteUsagePlan", "DeleteApiKey", "DeleteRestApi"];
  const made = local.calls().map(({ operation }) => operation);
  expect([...new Set(made.filter((operation) => removals.includes(operation)))]).toEqual(removals);
});

test("orphans finds and removes keys and plans of stacks that are not deployed", async () => {
  await deploy("--auth", "none");
  const tags = { "todo-api:app": "todo-api", "todo-api:stage": "dev" };
  await admin.apigateway.send(new CreateUsagePlanCommand({ name: "todo-api-dev", tags }));
  const { orphans } = JSON.parse((await ok("orphans", "--json")).stdout);
  expect(orphans).toMatchObject([{ kind: "usage plan", name: "todo-api-dev" }]);
  await ok("orphans", "--remove", "--yes");
  expect(await plans()).toEqual([]);
});
