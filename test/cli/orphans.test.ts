import { CreateRestApiCommand, DeleteRestApiCommand } from "@aws-sdk/client-api-gateway";
import { UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
let cloud: Cloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cloud = await connect(local);
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

const NOTES = ["--app", "notes", "--stage", "test"];

test("removes orphans of every kind, and nothing that is deployed, kept or another owner's", async () => {
  await run(["deploy"], { cwd });
  await makeForeignResources();
  addGroup("/aws/lambda/todo-api-gone-read");
  addGroup("/aws/api-gateway/todo-api-gone");
  await keepATable();
  const untouched = inventoryOf(local.cloud);
  await leaveHalfAStack();
  const second = await addUnrelatedResources();
  local.forgetCalls();

  const listed = await run(["orphans", "--exit-code", "--json"], { cwd });
  expect(listed).toMatchObject({ code: EXIT.changes, stderr: "" });
  const { deployed, kept, orphans, unreadable, untagged } = JSON.parse(listed.stdout);
  expect(deployed).toEqual([{ stack: { app: "todo-api", stage: "dev" }, resources: 16 }]);
  expect(kept).toMatchObject([{ name: "todo-api-keep", items: { is: "exact", count: 1 } }]);
  expect(unreadable).toEqual([]);
  expect(namesOf(orphans, "notes-test")).toEqual(ORPHANS_OF_NOTES);
  expect(orphans).toContainEqual(
    expect.objectContaining({
      name: "notes-test",
      kind: "DynamoDB table",
      items: { is: "exact", count: 2 },
      isProtected: false,
    }),
  );
  expect(namesOf(orphans, "todo-api-dev")).toEqual(
    ["/aws/lambda/todo-api-dev-search", second, "todo-api-dev-search", "todo-api-dev-search-eu-west-1"].sort(),
  );
  expect(untagged).toEqual(
    ["/aws/lambda/todo-api-gone-read", "/aws/api-gateway/todo-api-gone"].map((name) =>
      expect.objectContaining({ kind: "CloudWatch log group", name }),
    ),
  );
  expect(new Set(orphans.map(({ label }: { readonly label: string }) => label)).size).toBe(2);
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);

  const removed = await run(["orphans", "--remove", "--yes"], { cwd });
  expect(removed).toMatchObject({ code: EXIT.ok, stdout: "0 orphans left\n" });
  expect(removed.stderr).toMatch(/^every stack on the local cloud/);
  expect(removed.stderr).toContain("notes-test is not deployed: its REST API is missing\n");
  expect(removed.stderr).toMatch(/DynamoDB table +notes-test +\(2 items\)\n/);
  expect(removed.stderr).toMatch(/\nRemoved the orphans in [\d.]+s: 19 removed\.\n$/);
  expect(inventoryOf(local.cloud)).toEqual(untouched);
  expect(await run(["orphans", "--exit-code"], { cwd })).toMatchObject({
    code: EXIT.ok,
    stdout: expect.stringMatching(
      /^Deployed stacks\n {2}todo-api-dev {2}16 resources\n\nTables kept by destroy --keep-data [^\n]*\n[^\n]*todo-api-keep {2}since [\d-]+ \(1 item\)\n\nLog groups without tags [^\n]*\n {2}aws logs delete-log-group --log-group-name \S+ --region eu-west-1 --endpoint-url http:\/\/127\.0\.0\.1:\d+\n {2}aws logs delete-log-group [^\n]*\n\nNo orphans\.\n$/,
    ),
  });
  expect((await run(["status", "--app", "todo-api", "--stage", "dev"], { cwd })).code).toBe(EXIT.ok);
});

test("removes the role for API Gateway's logs with the last REST API, but not while another owner has one", async () => {
  await run(["deploy", ...NOTES], { cwd });
  const others = await createApi("another's");
  await deleteApisOf("notes");
  expect((await run(["orphans", "--remove", "--yes"], { cwd })).code).toBe(EXIT.ok);
  expect(Object.keys(leftoversIn(local.cloud))).toEqual(["apis", "roles", "accountRoles", "welcome"]);
  expect(await run(["orphans", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok, stdout: "No orphans.\n" });
  await cloud.apigateway.send(new DeleteRestApiCommand({ restApiId: others }));
  const alone = await run(["orphans", "--exit-code"], { cwd });
  expect(alone.code).toBe(EXIT.changes);
  expect(alone.stdout).toMatch(
    /^The account has an API Gateway account role that no deployed stack or other API uses\n.*\n.* {2}\/aws\/apigateway\/welcome {2}\(removed with the role\)\n\n1 orphan from the account\.\n$/,
  );
  const removed = await run(["orphans", "--remove", "--yes", "--json"], { cwd });
  expect(JSON.parse(removed.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
    type: "orphans-removed",
    stacks: [],
    labels: ["account"],
    counts: { removed: 1 },
  });
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("removes as many orphans as it counts, however many APIs and keys the stack has", async () => {
  await run(["deploy", "--auth", "api-key", ...NOTES], { cwd });
  await run(["key", "rotate", ...NOTES], { cwd });
  const [api] = apisOf("notes");
  await createApi("notes-test", { ...api?.tags });
  delete local.cloud.dynamodb.data.regions[TEST_REGION]?.["notes-test"];
  const listed = await run(["orphans", "--json"], { cwd });
  const { orphans } = JSON.parse(listed.stdout);
  const apis = orphans.filter(({ kind }: { readonly kind: string }) => kind === "REST API");
  expect(apis).toEqual([expect.anything(), expect.objectContaining({ removedWith: "the other API" })]);
  const removed = await run(["orphans", "--remove", "--yes"], { cwd });
  expect(removed).toMatchObject({ code: EXIT.ok, stdout: "0 orphans left\n" });
  const [, found] = /\n(\d+) orphans from notes-test and the account\.\n/.exec(removed.stderr) ?? [];
  expect(found).toMatch(/^\d+$/);
  expect(removed.stderr).toMatch(new RegExp(`\nRemoved the orphans in [\\d.]+s: ${found} removed\\.\n`));
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("reads all pages of every list", async () => {
  await run(["deploy", ...NOTES], { cwd });
  await deleteApisOf("notes");
  crowd();
  const { stdout } = await run(["orphans", "--json"], { cwd });
  expect(namesOf(JSON.parse(stdout).orphans, "notes-test")).toEqual(ORPHANS_OF_NOTES);
});

test("removes nothing without a terminal, for a wrong name, or with --yes alone if it is protected", async () => {
  await run(["deploy", "--app", "notes", "--stage", "prod"], { cwd });
  await run(["deploy", ...NOTES], { cwd });
  await deleteApisOf("notes");
  const before = inventoryOf(local.cloud);
  local.forgetCalls();
  const unattended = await run(["orphans", "--remove"], { cwd });
  expect(unattended.code).toBe(EXIT.usage);
  expect(unattended.stderr).toContain("not a terminal; confirm with --confirm NAME or --yes");
  expect(await run(["orphans", "--yes"], { cwd })).toMatchObject({ code: EXIT.usage });
  expect(local.calls()).toEqual([]);
  const withYes = await run(["orphans", "--remove", "--yes"], { cwd });
  expect(withYes.code).toBe(EXIT.usage);
  expect(withYes.stderr).toContain(
    "the orphans from notes-prod are protected; confirm with --confirm NAME (--yes is not enough)",
  );
  expect(withYes.stderr).toContain("todo-api orphans --remove --yes --confirm notes-prod");
  const wrong = await run(["orphans", "--remove"], { cwd, typed: ["notes-test"] });
  expect(wrong.code).toBe(EXIT.failure);
  expect(wrong.stderr).toMatch(
    /This permanently removes \d+ orphans from notes-prod, notes-test and the account, including the empty table notes-prod and the empty table notes-test\. Type "notes-prod notes-test account" to confirm: /,
  );
  expect(wrong.stderr).toContain('"notes-test" does not match "notes-prod notes-test account"; nothing was changed');
  expect(inventoryOf(local.cloud)).toEqual(before);
  const one = await run(["orphans", "--remove", "--stage", "test"], { cwd, typed: ["notes-test"] });
  expect(one).toMatchObject({ code: EXIT.ok, stdout: "0 orphans left\n" });
  expect(Object.keys(inventoryOf(local.cloud)["tables"] ?? {})).toEqual(["notes-prod"]);
  expect((await run(["orphans", "--remove", "--yes", "--confirm", "notes-prod"], { cwd })).code).toBe(EXIT.ok);
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("removes a table that was protected outside todo-api only by its name", async () => {
  await run(["deploy", ...NOTES], { cwd });
  await cloud.dynamodb.send(new UpdateTableCommand({ TableName: "notes-test", DeletionProtectionEnabled: true }));
  await deleteApisOf("notes");
  expect((await run(["orphans", "--remove", "--yes"], { cwd })).code).toBe(EXIT.usage);
  expect(Object.keys(inventoryOf(local.cloud)["tables"] ?? {})).toEqual(["notes-test"]);
  expect((await run(["orphans", "--remove", "--confirm", "notes-test", "account"], { cwd })).code).toBe(EXIT.ok);
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("an interrupted removal exits with the code for partial failure, and the next one completes it", async () => {
  await run(["deploy", ...NOTES], { cwd });
  await deleteApisOf("notes");
  local.faults.set({ kind: "expire-credentials", operation: "DeleteFunction", call: 3 });
  const partly = await run(["orphans", "--remove", "--yes"], { cwd });
  expect(partly.code).toBe(EXIT.partial);
  expect(partly.stderr).toContain("Run the command again to continue.");
  expect(partly.stderr).toContain("todo-api orphans --remove");
  local.faults.clear();
  expect(await run(["orphans", "--remove", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(leftoversIn(local.cloud)).toEqual({});
});

const ACTIONS = ["create", "delete", "read", "update"];
const ORPHANS_OF_NOTES = [
  "/aws/api-gateway/notes-test",
  ...ACTIONS.map((action) => `/aws/lambda/notes-test-${action}`),
  "notes-test",
  "notes-test-000000000000-eu-west-1",
  ...ACTIONS.flatMap((action) => [`notes-test-${action}`, `notes-test-${action}-eu-west-1`]),
].sort();

function namesOf(orphans: readonly { readonly name: string; readonly label: string }[], label: string) {
  return orphans
    .filter((one) => one.label === label)
    .map(({ name }) => name)
    .sort();
}

async function leaveHalfAStack(): Promise<void> {
  await run(["deploy", ...NOTES], { cwd });
  for (const title of ["one", "two"]) await run(["items", "add", title, ...NOTES], { cwd });
  await deleteApisOf("notes");
}

/** Adds a second API, as after a lost response, and a function of an earlier version that no API's tag lists. */
async function addUnrelatedResources(): Promise<string> {
  const [api] = apisOf("todo-api");
  const id = await createApi("todo-api-dev", { ...api?.tags });
  const apis = local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {};
  // The older API is the stack's. Creation times are whole seconds, so the second API is given a later one.
  copy(apis, id, id, { createdAt: (api?.createdAt ?? 0) + 60_000 });
  const { iam, lambda, logs } = local.cloud;
  const [functions, groups] = [lambda.data.regions[TEST_REGION] ?? {}, logs.data.regions[TEST_REGION] ?? {}];
  copy(functions, "todo-api-dev-read", "todo-api-dev-search");
  copy(groups, "/aws/lambda/todo-api-dev-read", "/aws/lambda/todo-api-dev-search");
  copy(iam.data.roles, "todo-api-dev-read-eu-west-1", "todo-api-dev-search-eu-west-1");
  return id;
}

async function keepATable(): Promise<void> {
  const keep = ["--stage", "keep"];
  await run(["deploy", ...keep], { cwd });
  await run(["items", "add", "keep me", ...keep], { cwd });
  await run(["destroy", "--yes", "--keep-data", ...keep], { cwd });
}

/** Creates resources whose names resemble the stack's in every misleading way. */
async function makeForeignResources(): Promise<void> {
  const { iam, lambda, dynamodb } = local.cloud;
  const functions = lambda.data.regions[TEST_REGION] ?? {};
  const foreign = { team: "users" };
  // A function with our name and another owner's tags, and its log group as Lambda creates it.
  copy(functions, "todo-api-dev-read", "todo-api-old-read", { tags: foreign });
  addGroup("/aws/lambda/todo-api-old-read");
  // A function with our tags and another name.
  copy(functions, "todo-api-dev-read", "my-users-service");
  // Log groups: of another app, with a retention that a user set, with another owner's tags, with an unknown action.
  addGroup("/aws/lambda/users-service-create");
  addGroup("/aws/lambda/todo-api-gone-update", { retentionInDays: 30 });
  addGroup("/aws/lambda/todo-api-gone-create", { tags: foreign });
  addGroup("/aws/lambda/todo-api-gone-report");
  addGroup("/aws/lambda/todo-api-a-very-long-stage-read");
  copy(dynamodb.data.regions[TEST_REGION] ?? {}, "todo-api-dev", "todo-api-old", { tags: foreign });
  // A stack of another region, whose roles are listed here too.
  copy(iam.data.roles, "todo-api-dev-read-eu-west-1", "todo-api-far-read-us-east-1");
  await createApi("todo-api-old", foreign);
}

/** Adds more of everything than fits on one page of a list. */
function crowd(): void {
  const { iam, lambda, dynamodb } = local.cloud;
  for (let at = 0; at < 120; at += 1) {
    const app = `a${at}`;
    const tags = { "todo-api:app": app };
    copy(lambda.data.regions[TEST_REGION] ?? {}, "notes-test-read", `${app}-test-read`, { tags });
    copy(iam.data.roles, "notes-test-read-eu-west-1", `${app}-test-read-eu-west-1`, { tags });
    copy(dynamodb.data.regions[TEST_REGION] ?? {}, "notes-test", `${app}-test`, { tags });
    addGroup(`/aws/lambda/${app}-test-read`, { tags });
  }
}

/** Copies a record under another name, with other fields if they are given. */
function copy<Record extends object>(
  records: { [name: string]: Record },
  from: string,
  to: string,
  other: Partial<Record> = {},
): void {
  const record = records[from];
  if (!record) throw new Error(`There is no ${from}.`);
  records[to] = { ...JSON.parse(JSON.stringify(record).replaceAll(from, to)), ...other };
}

function addGroup(
  name: string,
  more: { readonly retentionInDays?: number; readonly tags?: Record<string, string> } = {},
): void {
  const groups = local.cloud.logs.data.regions[TEST_REGION] ?? {};
  groups[name] = { name, createdAt: 0, retentionInDays: undefined, tags: {}, streams: {}, ...more };
}

async function createApi(name: string, tags: Record<string, string> = {}): Promise<string> {
  const command = new CreateRestApiCommand({ name, tags, endpointConfiguration: { types: ["REGIONAL"] } });
  const { id = "" } = await cloud.apigateway.send(command);
  return id;
}

function apisOf(app: string) {
  const apis = Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {});
  return apis.filter(({ tags }) => tags["todo-api:app"] === app);
}

async function deleteApisOf(app: string): Promise<void> {
  for (const { id: restApiId } of apisOf(app)) await cloud.apigateway.send(new DeleteRestApiCommand({ restApiId }));
}
