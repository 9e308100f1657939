import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ListTagsOfResourceCommand, TagResourceCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tableArn } from "../../src/aws/names.ts";
import { tagRecord } from "../../src/aws/ownership.ts";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

test("a setting stays in force until another value is given, from whatever folder the next deploy runs", async () => {
  const { stdout } = await run(["deploy", "--no-allow-clear", "--protect"], { cwd });
  const clear = async () => (await fetch(`${stdout.trim()}/items`, { method: "DELETE" })).status;
  expect(await clear()).toBe(405);
  const elsewhere = await makeDeployedFolder(local);
  local.forgetCalls();
  expect(await run(["plan", "--exit-code"], { cwd: elsewhere })).toMatchObject({ code: EXIT.ok });
  expect(await run(["deploy"], { cwd: elsewhere })).toMatchObject({ code: EXIT.ok });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await clear()).toBe(405);
  expect((await run(["plan", "--exit-code", "--allow-clear"], { cwd: elsewhere })).code).toBe(EXIT.changes);
  await run(["deploy"], { cwd: elsewhere, env: { TODO_API_ALLOW_CLEAR: "1" } });
  expect(await clear()).toBe(204);
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test("openapi describes the API with the settings that this folder deployed", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  const { paths } = JSON.parse((await run(["openapi", "--json"], { cwd })).stdout);
  expect(Object.keys(paths["/items"])).not.toContain("delete");
});

test("protection that a production stage was relieved of stays off", async () => {
  const stage = ["--stage", "prod"];
  await run(["deploy", "--no-protect", ...stage], { cwd });
  expect(await run(["plan", "--exit-code", ...stage], { cwd })).toMatchObject({ code: EXIT.ok });
});

test("a table that is kept keeps the settings for the next deploy", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  await run(["destroy", "--yes", "--keep-data"], { cwd });
  const { stdout } = await run(["deploy"], { cwd });
  expect((await fetch(`${stdout.trim()}/items`, { method: "DELETE" })).status).toBe(405);
});

test("the settings of a table that another stack owns are not taken", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  const cloud = await connect(local);
  const ResourceArn = tableArn(cloud, "todo-api-dev");
  await cloud.dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "todo-api:app", Value: "other" }] }));
  const { code, stderr } = await run(["plan"], { cwd });
  expect({ code, stderr }).toMatchObject({
    code: EXIT.failure,
    stderr: expect.stringContaining("is not todo-api-dev's"),
  });
});

test("a tag without meaning is named, changes nothing, and is overridden by a flag", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  const cloud = await connect(local);
  const ResourceArn = tableArn(cloud, "todo-api-dev");
  const strange = [{ Key: "todo-api:allow-clear", Value: "maybe" }];
  await cloud.dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: strange }));
  local.forgetCalls();
  expect(await run(["deploy"], { cwd })).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining(
      'error: the tag todo-api:allow-clear of the table todo-api-dev (or --allow-clear) must be 1, 0, true or false, not "maybe"',
    ),
  });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect((await run(["deploy", "--no-allow-clear"], { cwd })).code).toBe(EXIT.ok);
  const { Tags } = await cloud.dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
  expect(tagRecord(Tags)["todo-api:allow-clear"]).toBe("false");
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, object | undefined, string]>([
  [
    "a variable",
    [],
    { TODO_API_ALLOW_CLEAR: "yes" },
    undefined,
    'TODO_API_ALLOW_CLEAR must be 1, 0, true or false, not "yes"',
  ],
])("%s that is not a value is refused before any call", async (_name, flags, env, file, said) => {
  if (file) await writeFile(join(cwd, "todo-api.json"), JSON.stringify(file));
  expect(await run(["deploy", ...flags], { cwd, env })).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining(said),
  });
  expect(local.calls()).toEqual([]);
});
