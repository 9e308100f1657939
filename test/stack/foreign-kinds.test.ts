import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { addSearchFunction } from "../support/other-actions.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
let cwd: string;

/** The listings of this cloud ignore their filters, as those of some AWS-compatible endpoints do. */
beforeEach(async () => {
  local = await startTestCloud({ ignoresListFilters: true });
  cwd = await makeDeployedFolder(local);
  expect((await go(["deploy"])).code).toBe(EXIT.ok);
});
afterEach(() => local.stop());

const THEIRS = { owner: "ann", "todo-api:stage": "dev" };

/** A resource of each kind, in the local cloud's records. */
interface Kept {
  readonly name: string;
  record(): { tags: unknown } | undefined;
}

const KINDS: Readonly<Record<string, Kept>> = {
  table: { name: "todo-api-dev", record: () => local.cloud.dynamodb.data.regions[TEST_REGION]?.["todo-api-dev"] },
  role: {
    name: "todo-api-dev-read-eu-west-1",
    record: () => local.cloud.iam.data.roles["todo-api-dev-read-eu-west-1"],
  },
  function: {
    name: "todo-api-dev-create",
    record: () => local.cloud.lambda.data.regions[TEST_REGION]?.["todo-api-dev-create"],
  },
  logGroup: { name: "/aws/lambda/todo-api-dev-read", record: () => groups()["/aws/lambda/todo-api-dev-read"] },
  accessLog: { name: "/aws/api-gateway/todo-api-dev", record: () => groups()["/aws/api-gateway/todo-api-dev"] },
  bucket: {
    name: "todo-api-dev-000000000000-eu-west-1",
    record: () => local.cloud.s3.data.buckets["todo-api-dev-000000000000-eu-west-1"],
  },
};

test("rejects another owner's resources of every kind, and leaves them unchanged", async () => {
  const before = Object.keys(KINDS).map(makeForeign);
  const deployed = await go(["deploy", "--no-allow-clear"]);
  expect(deployed.code).not.toBe(EXIT.ok);
  for (const kind of Object.keys(KINDS)) expect(deployed.stderr).toContain(KINDS[kind]?.name);
  expect((await go(["orphans", "--remove", "--yes"])).code).toBe(EXIT.ok);
  expect((await go(["rollback", "--yes"])).code).not.toBe(EXIT.ok);
  const destroyed = await go(["destroy", "--yes"]);
  expect(destroyed.code).toBe(EXIT.ok);
  for (const kind of Object.keys(KINDS)) expect(destroyed.stderr).toContain(KINDS[kind]?.name);
  expect(Object.keys(KINDS).map((kind) => JSON.stringify(KINDS[kind]?.record()))).toEqual(before);
  expect([...namesLeft()].sort()).toEqual(
    Object.values(KINDS)
      .map(({ name }) => name)
      .sort(),
  );
});

test("leaves an API of the same name unchanged, even with one of our tags", async () => {
  const { restApis = {} } = local.cloud.apigateway.data.regions[TEST_REGION] ?? {};
  const [own] = Object.values(restApis);
  if (own) restApis["theirs0000"] = { ...structuredClone(own), id: "theirs0000", tags: THEIRS };
  const before = JSON.stringify(restApis["theirs0000"]);
  expect((await go(["deploy", "--no-allow-clear"])).code).toBe(EXIT.ok);
  expect((await go(["orphans", "--remove", "--yes"])).code).toBe(EXIT.ok);
  expect((await go(["destroy", "--yes"])).code).toBe(EXIT.ok);
  expect(JSON.stringify(restApis["theirs0000"])).toBe(before);
});

test("leaves a working account role that has our name and not our tag", async () => {
  const role = local.cloud.iam.data.roles["todo-api-shared-api-gateway-logs-eu-west-1"];
  const everything = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Resource: "*" },
  });
  if (role) Object.assign(role, { tags: {}, policies: { logs: everything }, attachedPolicyArns: [] });
  const before = JSON.stringify(role);
  expect((await go(["plan", "--exit-code"])).code).toBe(EXIT.ok);
  expect((await go(["deploy"])).code).toBe(EXIT.ok);
  expect((await go(["destroy", "--yes"])).code).toBe(EXIT.ok);
  expect((await go(["orphans", "--remove", "--yes"])).code).toBe(EXIT.ok);
  const account = local.cloud.apigateway.data.regions[TEST_REGION];
  expect(account?.cloudwatchRoleArn).toContain("todo-api-shared-api-gateway-logs-eu-west-1");
  expect(JSON.stringify(local.cloud.iam.data.roles["todo-api-shared-api-gateway-logs-eu-west-1"])).toBe(before);
});

test("keeps another owner's resources of an obsolete function, and removes the others", async () => {
  const cloud = await connect(local);
  await addSearchFunction({ test: local, cloud });
  const theirs = groups()["/aws/lambda/todo-api-dev-search"];
  if (theirs) theirs.tags = { owner: "ann" };
  const before = JSON.stringify(theirs);
  expect((await go(["deploy"])).code).toBe(EXIT.ok);
  expect(JSON.stringify(groups()["/aws/lambda/todo-api-dev-search"])).toBe(before);
  expect(local.cloud.iam.data.roles["todo-api-dev-search-eu-west-1"]).toBeUndefined();
  expect(local.cloud.lambda.data.regions[TEST_REGION]?.["todo-api-dev-search"]).toBeUndefined();
});

test("treats a log group without tags as the stack's if its function is, and removes it with the function", async () => {
  const group = KINDS["logGroup"]?.record();
  if (group) group.tags = {};
  expect((await go(["deploy"])).code).toBe(EXIT.ok);
  expect(group?.tags).toMatchObject({ "todo-api:app": "todo-api" });
  for (const kind of ["logGroup", "accessLog"]) Object.assign(KINDS[kind]?.record() ?? {}, { tags: {} });
  expect((await go(["destroy", "--yes"])).code).toBe(EXIT.ok);
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("leaves and names a log group without tags of a stack that has nothing else", async () => {
  const kept = ["/aws/lambda/todo-api-dev-read", "/aws/api-gateway/todo-api-dev"];
  const records = kept.map((name) => [name, { ...groups()[name], tags: {}, retentionInDays: undefined }]);
  expect((await go(["destroy", "--yes"])).code).toBe(EXIT.ok);
  Object.assign(groups(), Object.fromEntries(records));
  const before = JSON.stringify(groups());
  const deployed = await go(["deploy"]);
  expect(deployed.code).toBe(EXIT.failure);
  expect(deployed.stderr).toContain("it has no tags, and the stack has nothing that writes to it");
  expect(deployed.stderr).toMatch(
    /`aws logs delete-log-group --log-group-name \/aws\/\S+todo-api-dev\S* --region eu-west-1 --endpoint-url http:\/\/127\.0\.0\.1:\d+`/,
  );
  expect((await go(["destroy", "--yes"])).code).toBe(EXIT.ok);
  const listed = await go(["orphans", "--remove", "--yes"]);
  expect(listed.code).toBe(EXIT.ok);
  for (const name of kept)
    expect(listed.stderr).toContain(
      `  aws logs delete-log-group --log-group-name ${name} --region eu-west-1 --endpoint-url http://127.0.0.1:`,
    );
  expect(JSON.stringify(groups())).toBe(before);
});

/** Gives a resource to another owner, and returns its whole record. */
function makeForeign(kind: string): string {
  const record = KINDS[kind]?.record();
  if (!record) throw new Error(`The stack has no ${kind}.`);
  const list = Object.entries(THEIRS).map(([key, value]) => ({ key, value }));
  record.tags = Array.isArray(record.tags) ? list : THEIRS;
  return JSON.stringify(record);
}

/** Runs a command line; its waits are skipped. */
function go(argv: readonly string[]) {
  return run(argv, { cwd, time: skippedTime() });
}

function groups() {
  return local.cloud.logs.data.regions[TEST_REGION] ?? {};
}

function namesLeft(): readonly string[] {
  return Object.values(leftoversIn(local.cloud)).flatMap((part) => Object.keys(part ?? {}));
}
