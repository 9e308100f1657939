import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteRestApiCommand } from "@aws-sdk/client-api-gateway";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ListTagsOfResourceCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { PutFunctionConcurrencyCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { PutBucketVersioningCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { tableArn } from "../../src/aws/names.ts";
import { tagRecord } from "../../src/aws/ownership.ts";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
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

test("removes nothing of a stack that was never deployed, and does not report shared resources as removed", async () => {
  expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({
    code: EXIT.ok,
    stdout: "todo-api-dev is not deployed; nothing to remove.\n",
    stderr: expect.not.stringContaining("This permanently removes"),
  });
  await run(["deploy"], { cwd });
  await run(["deploy", "--stage", "other"], { cwd });
  expect((await run(["destroy", "--yes", "--stage", "other"], { cwd })).stderr).not.toContain("already deleted");
});

test("a deploy after --no-protect writes nothing", async () => {
  await run(["deploy", "--no-protect"], { cwd });
  local.forgetCalls();
  expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
});

test("status names the fields of a partly removed stack, without their long values", async () => {
  await run(["deploy"], { cwd });
  await cloud.dynamodb.send(new UpdateTableCommand({ TableName: "todo-api-dev", DeletionProtectionEnabled: true }));
  const [restApiId = ""] = Object.keys(local.cloud.apigateway.data.regions[local.region]?.restApis ?? {});
  await cloud.apigateway.send(new DeleteRestApiCommand({ restApiId }));
  const { code, stdout } = await run(["status"], { cwd });
  expect(code).toBe(EXIT.failure);
  expect(stdout).toMatch(/missing {5}REST API {2}todo-api-dev\n/);
  expect(stdout).toMatch(/affected {4}Lambda permissions {2}todo-api-dev-create: POST \/items\n/);
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThan(200);
});

describe("the items that a destroy deletes", () => {
  test("are counted before the prompt, and reported if there is none", async () => {
    await run(["deploy"], { cwd });
    for (const title of ["one", "two", "three"]) await run(["items", "add", title], { cwd });
    const asked = await run(["destroy"], { cwd, typed: ["no"] });
    expect(asked.stderr).toContain(
      "This permanently removes todo-api-dev, including 3 items. Type the stack name to confirm: ",
    );
    const done = await run(["destroy", "--yes", "--json"], { cwd });
    expect(JSON.parse(done.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      type: "destroyed",
      items: { is: "exact", count: 3 },
    });
    expect(leftoversIn(local.cloud)).toEqual({});
  });

  test("are saved first with --export, as the API returns them, without their URLs", async () => {
    await run(["deploy"], { cwd });
    await run(["items", "add", "Grüße 🌱", "--order", "2"], { cwd });
    await run(["items", "add", "two", "--completed"], { cwd });
    const listed = JSON.parse((await run(["items", "list", "--json"], { cwd })).stdout);
    const done = await run(["destroy", "--yes", "--export", "saved.ndjson"], { cwd });
    expect(done).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(done.stderr).toMatch(/\nSaved 2 items to .*saved\.ndjson\.\n/);
    const lines = (await readFile(join(cwd, "saved.ndjson"), "utf8")).trimEnd().split("\n");
    const saved = lines.map((line) => JSON.parse(line));
    expect(saved).toEqual(listed.map(({ url: _, ...item }: Record<string, unknown>) => item));
  });

  test.each([
    ["an existing file", "taken.ndjson", /taken\.ndjson already exists; choose another file for --export/],
    [
      "a missing folder",
      "nowhere/saved.ndjson",
      /cannot save the items to nowhere\/saved.ndjson: the folder nowhere does not exist/,
    ],
  ])("are not saved to %s, and nothing is changed", async (_name, file, message) => {
    await run(["deploy"], { cwd });
    await writeFile(join(cwd, "taken.ndjson"), "mine");
    local.forgetCalls();
    const refused = await run(["destroy", "--yes", "--export", file], { cwd });
    expect(refused.code).toBe(EXIT.usage);
    expect(refused.stderr).toMatch(message);
    expect(local.calls()).toEqual([]);
    expect(await readFile(join(cwd, "taken.ndjson"), "utf8")).toBe("mine");
  });

  test("are not lost if saving them fails", async () => {
    await run(["deploy"], { cwd });
    local.faults.set({ kind: "expire-credentials", operation: "Query", call: 2 });
    const failed = await run(["destroy", "--yes", "--export", "saved.ndjson"], { cwd });
    expect(failed.code).toBe(EXIT.auth);
    await expect(readFile(join(cwd, "saved.ndjson"))).rejects.toThrow("ENOENT");
    local.faults.clear();
    expect((await run(["status"], { cwd })).code).toBe(EXIT.ok);
  });
});

test("--keep-data keeps the table with its items, and a later deploy serves them again", async () => {
  await run(["deploy"], { cwd });
  await run(["items", "add", "keep me"], { cwd });
  const kept = await run(["destroy", "--yes", "--keep-data"], { cwd });
  expect(kept).toMatchObject({ code: EXIT.ok, stdout: "0 resources left, except the kept table\n" });
  expect(kept.stderr).toContain("This permanently removes todo-api-dev, but keeps its table and items.");
  expect(kept.stderr).toContain("Kept the table todo-api-dev with 1 item; the next deploy reuses it.");
  expect(Object.keys(leftoversIn(local.cloud))).toEqual(["tables"]);
  expect(await tagsOf("todo-api-dev")).toHaveProperty("todo-api:kept", expect.stringMatching(/^\d{4}-\d\d-\d\dT/));
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.notFound });
  expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(JSON.parse((await run(["items", "list", "--json"], { cwd })).stdout)).toMatchObject([{ title: "keep me" }]);
  expect(await tagsOf("todo-api-dev")).not.toHaveProperty("todo-api:kept");
});

describe("a run in which every resource failed states only what is true", () => {
  const denied = [
    "apigateway:DELETE",
    "dynamodb:DeleteTable",
    "iam:DeleteRole*",
    "iam:DetachRolePolicy",
    "lambda:DeleteFunction",
    "lambda:RemovePermission",
    "logs:DeleteLogGroup",
    "s3:DeleteBucket",
  ];

  test.each([
    // The table has the tag of a destroy that has begun.
    ["nothing was removed", [...denied, "s3:ListBucketVersions"], "Nothing was removed."],
    ["files of the bucket were removed", denied, "No resource was fully removed."],
  ])("if %s by destroy", async (_what, actions, sentence) => {
    await run(["deploy"], { cwd });
    const { code, stderr } = await run(["destroy", "--yes"], { cwd: await makeDeployedFolder(deniedTo(actions)) });
    expect(code).toBe(EXIT.auth);
    expect(stderr).toMatch(new RegExp(`error: \\d+ failed, \\d+ skipped\\. ${sentence}\\n`));
    expect(await tagsOf("todo-api-dev")).toMatchObject({ "todo-api:unfinished": "destroy" });
  });

  test.each([
    ["nothing was changed", ["lambda:DeleteFunctionConcurrency"], "Nothing was changed."],
    [
      "a setting of the function was changed",
      ["lambda:UpdateFunctionConfiguration"],
      "No resource was fully created or updated.",
    ],
  ])("if %s by deploy", async (_what, actions, sentence) => {
    await run(["deploy"], { cwd });
    const { lambda } = cloud;
    const FunctionName = "todo-api-dev-read";
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 }));
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 3 }));
    const { code, stderr } = await run(["deploy"], { cwd: await makeDeployedFolder(deniedTo(actions)) });
    expect(code).toBe(EXIT.auth);
    expect(stderr).toMatch(new RegExp(`error: 1 failed, [\\w, ]+\\. ${sentence}\\n`));
  });

  /** The local cloud with the credentials of a user who may do everything except these actions. */
  function deniedTo(Action: readonly string[]): TestCloud {
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action, Resource: "*" }, EVERYTHING] };
    return { ...local, credentials: local.addUser([JSON.stringify(policy)]) };
  }
});

const EVERYTHING = { Effect: "Allow", Action: "*", Resource: "*" };

describe("protection", () => {
  test("applies to every stage that begins with prod: its items are protected, and --yes is not enough", async () => {
    const stage = ["--stage", "prod"];
    expect((await run(["deploy", ...stage], { cwd })).code).toBe(EXIT.ok);
    expect(await protectionOf("todo-api-prod")).toEqual({ deletion: true, recovery: "ENABLED" });
    const refused = await run(["destroy", "--yes", ...stage], { cwd });
    expect(refused.code).toBe(EXIT.usage);
    expect(refused.stderr).toContain(
      "todo-api-prod is protected; confirm with --confirm todo-api-prod (--yes is not enough)",
    );
    expect(refused.stderr).toContain("todo-api destroy --confirm todo-api-prod");
    const asked = await run(["destroy", "--yes", ...stage], { cwd, typed: ["yes"] });
    expect(asked.code).toBe(EXIT.failure);
    expect(asked.stderr).toContain(
      "todo-api-prod is protected; --yes is not enough.\nThis permanently removes todo-api-prod",
    );
    expect(await protectionOf("todo-api-prod")).toEqual({ deletion: true, recovery: "ENABLED" });
    expect(await run(["destroy", "--confirm", "todo-api-prod", ...stage], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(leftoversIn(local.cloud)).toEqual({});
  });

  test("of any stage can be turned on, and stays on until it is turned off", async () => {
    await run(["deploy"], { cwd });
    expect(await protectionOf("todo-api-dev")).toEqual({ deletion: false, recovery: "DISABLED" });
    await run(["deploy", "--protect"], { cwd });
    expect(await protectionOf("todo-api-dev")).toEqual({ deletion: true, recovery: "ENABLED" });
    await run(["deploy"], { cwd });
    expect(await protectionOf("todo-api-dev")).toEqual({ deletion: true, recovery: "ENABLED" });
    expect((await run(["destroy", "--yes"], { cwd })).code).toBe(EXIT.usage);
    await run(["deploy"], { cwd, env: { TODO_API_PROTECT: "0" } });
    expect(await protectionOf("todo-api-dev")).toEqual({ deletion: false, recovery: "DISABLED" });
    expect((await run(["destroy", "--yes"], { cwd })).code).toBe(EXIT.ok);
  });

  test("applies to every command that deletes, in any folder and whatever the environment sets", async () => {
    await run(["deploy", "--protect", "--auth", "api-key"], { cwd });
    await run(["items", "add", "kept"], { cwd });
    const elsewhere = await makeDeployedFolder(local);
    const refused = "todo-api-dev is protected; confirm with --confirm todo-api-dev (--yes is not enough)";
    for (const argv of [["items", "clear"], ["key", "revoke", "--all"], ["destroy"]])
      for (const options of [{ cwd }, { cwd: elsewhere }, { cwd, env: { TODO_API_PROTECT: "false" } }]) {
        local.forgetCalls();
        const ran = await run([...argv, "--yes"], options);
        expect({ argv, ...ran }).toMatchObject({ code: EXIT.usage, stderr: expect.stringContaining(refused) });
        expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
      }
    expect((await run(["items", "list"], { cwd })).stdout).toContain("kept");
  });

  test("still applies if the table's protection was removed outside todo-api", async () => {
    await run(["deploy", "--protect"], { cwd });
    await cloud.dynamodb.send(new UpdateTableCommand({ TableName: "todo-api-dev", DeletionProtectionEnabled: false }));
    expect((await run(["destroy", "--yes"], { cwd })).code).toBe(EXIT.usage);
  });

  test("also applies if the table was protected outside todo-api", async () => {
    await run(["deploy"], { cwd });
    await cloud.dynamodb.send(new UpdateTableCommand({ TableName: "todo-api-dev", DeletionProtectionEnabled: true }));
    expect((await run(["destroy", "--yes"], { cwd })).code).toBe(EXIT.usage);
    expect((await run(["destroy", "--confirm", "todo-api-dev"], { cwd })).code).toBe(EXIT.ok);
    expect(leftoversIn(local.cloud)).toEqual({});
  });
});

test("removes objects, versions and delete markers, and names a log group that was recreated after the run", async () => {
  await run(["deploy"], { cwd });
  const Bucket = `todo-api-dev-${local.account}-eu-west-1`;
  await cloud.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  for (const Body of ["one", "two"]) await cloud.s3.send(new PutObjectCommand({ Bucket, Key: "more.txt", Body }));
  await run(["deploy"], { cwd });
  const done = await run(["destroy", "--yes"], { cwd });
  expect(done).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  await cloud.logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/todo-api-dev-read" }));
  const again = await run(["destroy", "--yes"], { cwd });
  expect(again).toMatchObject({ code: EXIT.ok, stdout: "todo-api-dev is not deployed; nothing to remove.\n" });
  expect(again.stderr).toContain("CloudWatch log group  /aws/lambda/todo-api-dev-read\n");
});

async function tagsOf(table: string) {
  const command = new ListTagsOfResourceCommand({ ResourceArn: tableArn(cloud, table) });
  return tagRecord((await cloud.dynamodb.send(command)).Tags);
}

async function protectionOf(TableName: string) {
  const { Table } = await cloud.dynamodb.send(new DescribeTableCommand({ TableName }));
  const backups = await cloud.dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
  return {
    deletion: Table?.DeletionProtectionEnabled,
    recovery: backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
  };
}
