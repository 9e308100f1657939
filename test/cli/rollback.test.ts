import {
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { startRelay } from "../support/relay.ts";
import { ageApi, deployPackage, type OtherPackage, packageNamed } from "../support/releases.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let older: OtherPackage;
let oldest: OtherPackage;
let local: TestCloud;
let cloud: Cloud;
let cwd: string;

beforeAll(() => {
  older = packageNamed("older");
  oldest = packageNamed("oldest");
});
afterAll(() => {
  older.remove();
  oldest.remove();
});
beforeEach(async () => {
  local = await startTestCloud();
  cloud = await connect(local);
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

test("restores the code of the previous release and keeps items, and a deploy restores the newer code", async () => {
  await deployPackage(cloud, older.root);
  const url = (await run(["deploy"], { cwd })).stdout.trim();
  await run(["items", "add", "kept"], { cwd });
  expect(await releaseServed(url)).toBe("none");

  local.forgetCalls();
  const done = await run(["rollback", "--yes"], { cwd });
  expect(done).toMatchObject({ code: EXIT.ok, stdout: expect.stringMatching(/^[0-9a-f]{8}\n$/) });
  expect(done.stderr).toMatch(
    /todo-api-dev is running release [0-9a-f]{8} \(todo-api \d+\.\d+\.\d+, first deployed 20\d\d-.* UTC\)\.\nIt will be rolled back to release [0-9a-f]{8} \(todo-api 0\.0\.9, first deployed .*\):\n\n {2}~ Lambda function {11}todo-api-dev-create\n {8}codeSha256: changed\n/,
  );
  expect(done.stderr).toContain("Items, logs and the website bucket do not change.");
  expect(done.stderr).not.toContain("todo-api-dev-delete");
  expect(new Set(writes())).toEqual(new Set(["TagResource", "PublishVersion", "UpdateFunctionCode"]));
  expect(await releaseServed(url)).toBe("older");
  expect((await run(["items", "list"], { cwd })).stdout).toContain("kept");

  const plan = await run(["plan", "--json"], { cwd });
  const { rolledBack, steps } = JSON.parse(plan.stdout);
  expect(rolledBack).toMatchObject({ to: { id: done.stdout.trim(), version: "0.0.9" } });
  expect(causesOf(steps)).toEqual(new Set(["change"]));
  expect((await run(["plan"], { cwd })).stderr).toMatch(
    /was rolled back .* Deploy to return to the code and API of the installed todo-api version\./,
  );

  expect((await run(["status"], { cwd })).stdout).toMatch(/was rolled back from release [0-9a-f]{8} to release /);

  local.forgetCalls();
  const again = await run(["rollback"], { cwd, typed: [] });
  expect(again).toMatchObject({ code: EXIT.ok });
  const second = await run(["rollback", "--yes"], { cwd });
  expect(second).toMatchObject({ code: EXIT.ok, stdout: done.stdout });
  expect(second.stderr).toMatch(/is already running release [0-9a-f]{8} .*; nothing was changed/);
  expect(writes()).toEqual([]);

  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  expect(await releaseServed(url)).toBe("none");
  expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(EXIT.ok);
  expect((await run(["rollback", "--yes"], { cwd })).stdout).toBe(done.stdout);
  expect((await run(["destroy", "--yes"], { cwd })).stdout).toBe("0 resources left\n");
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("rolls the API back with its permissions, and forward again, without a new deployment or an upload", async () => {
  await deployPackage(cloud, older.root);
  ageApi(local);
  const url = (await run(["deploy"], { cwd })).stdout.trim();
  const { stdout: id } = await run(["items", "add", "one"], { cwd });
  const patch = async () => {
    const body = JSON.stringify({ completed: true });
    const headers = { "content-type": "application/json" };
    return (await fetch(`${url}/items/${id.trim()}`, { method: "PATCH", headers, body })).status;
  };
  expect(await patch()).toBe(200);
  const newest = JSON.parse((await run(["rollback", "--list", "--json"], { cwd })).stdout).current.id;

  local.forgetCalls();
  expect((await run(["rollback", "--yes"], { cwd })).code).toBe(EXIT.ok);
  expect(writes()).not.toContain("CreateDeployment");
  expect(await patch()).toBe(405);
  expect(statementsOf("update").join()).toContain("-put-items-any");
  const steps = JSON.parse((await run(["plan", "--json"], { cwd })).stdout).steps;
  expect(causesOf(steps)).toEqual(new Set(["change"]));

  expect((await run(["rollback", "--to", newest, "--yes"], { cwd })).stdout).toBe(`${newest}\n`);
  expect(await patch()).toBe(200);
  expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(EXIT.ok);
});

test("rolls settings and permissions back with the code", async () => {
  await deployPackage(cloud, older.root);
  for (const api of Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {}))
    api.tags = JSON.parse(JSON.stringify(api.tags).replace("GetItem+Query", "GetItem+Query+Scan"));
  await run(["deploy"], { cwd });
  const FunctionName = "todo-api-dev-read";
  await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 77 }));
  const done = await run(["rollback", "--yes"], { cwd });
  expect(done.stderr).toMatch(/~ IAM role {18}todo-api-dev-read-eu-west-1\n {8}policy:\n/);
  expect(done.stderr).toContain("Timeout: 77 -> 10");
  expect(local.cloud.lambda.data.regions[TEST_REGION]?.[FunctionName]?.timeoutSeconds).toBe(10);
  expect(local.cloud.iam.data.roles["todo-api-dev-read-eu-west-1"]?.policies["least-privilege"]).toContain(
    "dynamodb:Scan",
  );
});

test("a rollback that was interrupted before it was recorded is finished by the next one, and is not drift", async () => {
  await deployPackage(cloud, older.root);
  await run(["deploy"], { cwd });
  const functions = local.cloud.lambda.data.regions[TEST_REGION] ?? {};
  const tags = functions["todo-api-dev-read"]?.tags ?? {};
  const done = await run(["rollback", "--yes"], { cwd });
  const record = functions["todo-api-dev-read"];
  if (record) functions["todo-api-dev-read"] = { ...record, tags };
  for (const api of Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {}))
    api.tags = { ...api.tags, "todo-api:unfinished": "rollback" };
  expect(causesOf(JSON.parse((await run(["plan", "--json"], { cwd })).stdout).steps)).toEqual(new Set(["change"]));
  const again = await run(["rollback", "--yes"], { cwd });
  expect(again).toMatchObject({ code: EXIT.ok, stdout: done.stdout });
  expect(again.stderr).toContain("Only tags that record the release.");
  expect((await run(["rollback", "--yes"], { cwd })).stderr).toMatch(/is already running .*; nothing was changed/);
});

test("an older version of todo-api can roll back to its own release, but not deploy", async () => {
  await run(["deploy"], { cwd });
  await deployPackage(cloud, older.root, "99.0.0");
  const refused = await run(["deploy"], { cwd });
  expect(refused.stderr).toMatch(/was deployed by todo-api 99\.0\.0[\s\S]*todo-api rollback /);
  const done = await run(["rollback", "--yes"], { cwd });
  expect(done.code).toBe(EXIT.ok);
  expect(done.stderr).toMatch(
    /is running release \S+ \(todo-api 99\.0\.0, [\s\S]*It will be rolled back to release \S+ \(todo-api 0\./,
  );
  const { tags = {} } = local.cloud.lambda.data.regions[TEST_REGION]?.["todo-api-dev-read"] ?? {};
  expect(tags["todo-api:version"]).toBe("99.0.0");
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.failure);
});

test("rolls back to any release, and then lists releases in the order in which they were last used", async () => {
  await deployPackage(cloud, oldest.root);
  await deployPackage(cloud, older.root);
  const url = (await run(["deploy"], { cwd })).stdout.trim();
  const [newest, middle, first] = await listed();
  expect(await stateOf(middle)).toBe("available");
  expect((await run(["rollback", "--to", first ?? "", "--confirm", "todo-api-dev"], { cwd })).code).toBe(EXIT.ok);
  expect(await releaseServed(url)).toBe("oldest");
  expect(await stateOf(first)).toBe(`current, rolled back from ${newest}`);
  await deployPackage(cloud, older.root);
  expect(await listed()).toEqual([middle, first, newest]);
  expect((await run(["rollback", "--yes"], { cwd })).stdout).toBe(`${first}\n`);
});

test("old versions and deployments do not accumulate, and a user's versions are kept", async () => {
  const FunctionName = "todo-api-dev-read";
  const versions = () => Object.keys(local.cloud.lambda.data.regions[TEST_REGION]?.[FunctionName]?.versions ?? {});
  const relay = await startRelay(local.endpoint, undefined, undefined, undefined, (method, path) =>
    method === "DELETE" && path.endsWith(`${FunctionName}?Qualifier=2`) ? ALIASED : undefined,
  );
  onTestFinished(relay.stop);
  const relayed = await connect({ ...local, endpoint: relay.endpoint });
  for (let round = 0; round < 9; round += 1) {
    const other = packageNamed(`round ${round}`, ["read"]);
    await deployPackage(relayed, other.root);
    other.remove();
    ageApi(local);
    if (round === 0) await cloud.lambda.send(new PublishVersionCommand({ FunctionName }));
  }
  // The user's own version, the one with an alias, and the newest five of the others.
  expect(versions()).toEqual(["1", "2", "4", "5", "6", "7", "8"]);
  const [api] = Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {});
  expect(Object.keys(api?.deployments ?? {}).length).toBeLessThanOrEqual(2);
  expect((await listed()).length).toBe(4);

  await cloud.lambda.send(new PublishVersionCommand({ FunctionName, Description: "mine" }));
  await run(["deploy"], { cwd });
  expect(versions()).toEqual(["1", "4", "5", "6", "7", "8", "9"]);
  expect((await run(["rollback", "--yes"], { cwd })).code).toBe(EXIT.ok);
  const { description } = local.cloud.lambda.data.regions[TEST_REGION]?.[FunctionName] ?? {};
  expect(description).toBe("The read function of the API.");
});

const ALIASED = {
  status: 409,
  code: "ResourceConflictException",
  message: "Unable to delete version because the following aliases reference it: [live]",
};

describe("reports that there is no release to roll back to", () => {
  test("where nothing is deployed", async () => {
    const refused = await run(["rollback", "--yes"], { cwd });
    expect(refused).toMatchObject({ code: EXIT.notFound, stdout: "" });
    expect(refused.stderr).toContain("error: todo-api-dev is not deployed\n");
  });

  test("after one deploy, in one sentence", async () => {
    await run(["deploy"], { cwd });
    await run(["deploy"], { cwd });
    local.forgetCalls();
    const refused = await run(["rollback", "--yes"], { cwd });
    expect(refused).toMatchObject({ code: EXIT.notFound, stdout: "" });
    expect(refused.stderr).toMatch(
      /error: todo-api-dev has no earlier release; it is running release [0-9a-f]{8} \(.*\); nothing was changed\n/,
    );
    const json = await run(["rollback", "--yes", "--json"], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "nothing-to-roll-back-to" } });
    expect((await run(["rollback", "--list"], { cwd })).code).toBe(EXIT.notFound);
    expect(writes()).toEqual([]);
  });

  test("where the code was changed by hand before a deploy replaced it", async () => {
    await deployPackage(cloud, older.root);
    const { code } = local.cloud.lambda.data.regions[TEST_REGION]?.["todo-api-dev-delete"] ?? {};
    const ZipFile = local.cloud.blobs.get(code?.sha256 ?? "");
    await cloud.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "todo-api-dev-read", ZipFile }));
    await run(["deploy"], { cwd });
    const refused = await run(["rollback", "--yes"], { cwd });
    expect(refused.code).toBe(EXIT.notFound);
    expect(refused.stderr).toMatch(
      /has no complete earlier release, .* changed outside todo-api; .* nothing was changed/,
    );
    const list = await run(["rollback", "--list"], { cwd });
    expect(list.stdout).toContain("incomplete: the code of todo-api-dev-read");
  });

  test("where no release has the given name", async () => {
    await run(["deploy"], { cwd });
    const refused = await run(["rollback", "--yes", "--to", "12345678"], { cwd });
    expect(refused).toMatchObject({ code: EXIT.notFound, stdout: "" });
    expect(refused.stderr).toContain('error: todo-api-dev has no release "12345678"; nothing was changed');
  });
});

describe("requires confirmation", () => {
  test("by the stack's name on a terminal, after it printed what it will do", async () => {
    await deployPackage(cloud, older.root);
    await run(["deploy"], { cwd });
    local.forgetCalls();
    const refused = await run(["rollback"], { cwd, typed: ["no"] });
    expect(refused.code).toBe(EXIT.failure);
    expect(refused.stderr).toMatch(
      /It will be rolled back to release [\s\S]*This rolls todo-api-dev back to release [0-9a-f]{8}\. Type the stack name to confirm: [\s\S]*nothing was changed/,
    );
    expect(writes()).toEqual([]);
    expect((await run(["rollback"], { cwd, typed: ["todo-api-dev"] })).code).toBe(EXIT.ok);
  });

  test("by a flag without a terminal: --yes or, for a protected stack, its name", async () => {
    const unattended = await run(["rollback"], { cwd });
    expect(unattended.code).toBe(EXIT.usage);
    expect(unattended.stderr).toContain("not a terminal; confirm with --confirm todo-api-dev or --yes");
    expect((await run(["rollback", "--json"], { cwd })).code).toBe(EXIT.usage);
    const production = await run(["rollback", "--stage", "prod", "--yes"], { cwd });
    expect(production.code).toBe(EXIT.usage);
    expect(production.stderr).toContain("is protected; confirm with --confirm todo-api-prod (--yes is not enough)");
    expect(local.calls()).toEqual([]);
    await deployPackage(cloud, older.root);
    await run(["deploy", "--protect"], { cwd });
    local.forgetCalls();
    for (const env of [{}, { TODO_API_PROTECT: "false" }])
      expect(await run(["rollback", "--yes"], { cwd, env })).toMatchObject({
        code: EXIT.usage,
        stderr: expect.stringContaining("todo-api-dev is protected; confirm with --confirm todo-api-dev"),
      });
    expect(writes()).toEqual([]);
  });

  test("and prints what it will do and what it did as documents with --json", async () => {
    await deployPackage(cloud, older.root);
    await run(["deploy"], { cwd });
    const { stdout, stderr } = await run(["rollback", "--yes", "--json"], { cwd });
    expect(stderr).toBe("");
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(documents[0]).toMatchObject({ type: "rollback-plan", to: { version: "0.0.9" } });
    expect(documents.at(-1)).toMatchObject({ type: "rolled-back", changed: true, to: { version: "0.0.9" } });
  });
});

test("a rollback does not recreate missing resources", async () => {
  await deployPackage(cloud, older.root);
  await run(["deploy"], { cwd });
  const functions = local.cloud.lambda.data.regions[TEST_REGION] ?? {};
  delete local.cloud.iam.data.roles["todo-api-dev-delete-eu-west-1"];
  expect(Object.keys(functions)).toHaveLength(4);
  local.forgetCalls();
  const refused = await run(["rollback", "--yes"], { cwd });
  expect(refused.code).toBe(EXIT.failure);
  expect(refused.stderr).toContain(
    "the IAM role todo-api-dev-delete-eu-west-1 is missing, and a rollback cannot create it",
  );
  expect(writes()).toEqual([]);
});

async function releaseServed(url: string): Promise<string> {
  const response = await fetch(`${url}/items`);
  expect(response.status).toBe(200);
  return response.headers.get("x-release") ?? "none";
}

function writes(): readonly string[] {
  return local
    .calls()
    .filter(({ readOnly }) => !readOnly)
    .map(({ operation }) => operation);
}

function statementsOf(action: string): readonly string[] {
  const { statements = [] } = local.cloud.lambda.data.regions[TEST_REGION]?.[`todo-api-dev-${action}`] ?? {};
  return statements.map(({ Sid }) => Sid);
}

async function listed(): Promise<readonly string[]> {
  const { stdout } = await run(["rollback", "--list"], { cwd });
  return stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.slice(0, 8));
}

async function stateOf(id: string | undefined): Promise<string | undefined> {
  const { stdout } = await run(["rollback", "--list"], { cwd });
  return stdout
    .split("\n")
    .find((line) => line.startsWith(id ?? "none"))
    ?.split(/ {2,}/)
    .at(-1);
}

function causesOf(steps: readonly { readonly changes: readonly { readonly cause: string }[] }[]): ReadonlySet<string> {
  return new Set(steps.flatMap(({ changes }) => changes.map(({ cause }) => cause)));
}
