import { cpSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, run, runBin } from "../support/run.ts";

test("a daemon whose record was damaged mends it, and is found again", async () => {
  const cwd = await makeFolder();
  await runBin(["local", "start"], { cwd });
  writeFileSync(join(cwd, ".todo-api", "local", "daemon.json"), "{");
  await expect.poll(async () => (await runBin(["local", "status"], { cwd })).code, { timeout: 15_000 }).toBe(0);
  expect((await runBin(["local", "stop"], { cwd })).code).toBe(0);
});

test("a damaged state file is named, with what to do", async () => {
  const cwd = await makeFolder();
  await runBin(["local", "start"], { cwd });
  await runBin(["local", "stop"], { cwd });
  truncateSync(join(cwd, ".todo-api", "local", "iam.json"), 20);
  const { code, stderr } = await runBin(["local", "start"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /The state file .*iam\.json is damaged \(.*\)\. Mend it, or forget everything with `todo-api local reset`\./,
  );
});

test("a memory that cannot be written is a warning, not a failure", async () => {
  const cwd = await makeFolder();
  mkdirSync(join(cwd, ".todo-api", "target.json"), { recursive: true });
  const { code, stderr } = await runBin(["deploy", "--local"], { cwd });
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/warning: .*target\.json cannot be written to/),
  });
  rmSync(join(cwd, ".todo-api", "target.json"), { recursive: true });
});

test.each([
  ['\uFEFF{"stage":3}', /"stage" must be a string/],
  ['{"stage":""}', /"stage" is empty/],
  ['{"local":true,"endpointUrl":"http://127.0.0.1:1"}', /two different targets/],
])("todo-api.json with %s is read for what it says", async (text, message) => {
  const cwd = await makeFolder();
  writeFileSync(join(cwd, "todo-api.json"), text);
  const { code, stderr } = await run(["status"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test("the advice to deploy names the stack that is missing", async () => {
  const cwd = await makeFolder();
  await runBin(["local", "start"], { cwd });
  const { code, stderr } = await run(["items", "list", "--local", "--stage", "other"], { cwd });
  expect(code).toBe(5);
  expect(stderr).toContain("todo-api deploy --stage other");
});

test("local start reports damaged items, changes nothing, and starts with empty tables once the folder is deleted", async () => {
  const cwd = await makeFolder();
  const command = (...args: string[]) => runBin(args, { cwd });
  await command("deploy", "--local");
  await command("items", "add", "Buy milk");
  await command("local", "stop");
  // LevelDB writes the items into a file of their own when it is opened again.
  await command("local", "start");
  await command("local", "stop");
  const tables = join(cwd, ".todo-api", "local", "tables");
  const folder = join(tables, readdirSync(tables)[0] ?? "");
  const intact = join(cwd, "intact");
  cpSync(folder, intact, { recursive: true });
  for (const damage of [damageIndex, removeIndex, damageItems]) {
    damage(folder);
    const before = readdirSync(folder).filter((name) => name.endsWith(".ldb"));
    const { code, stderr } = await command("local", "start");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /The folder .*tables.* is damaged \(.*\)\. Restore it from a backup, or delete it to start with empty tables \(todo-api-dev\); everything else is kept\./,
    );
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(before));
    rmSync(folder, { recursive: true });
    cpSync(intact, folder, { recursive: true });
  }
  await command("local", "start");
  expect((await command("items", "list")).stdout).toContain("Buy milk");
  await command("local", "stop");
  rmSync(folder, { recursive: true });
  await command("local", "start");
  expect(JSON.parse((await command("items", "list", "--json")).stdout)).toEqual([]);
  expect((await command("items", "add", "Buy bread")).code).toBe(0);
  await command("local", "stop");
});

function damageIndex(folder: string): void {
  writeFileSync(join(folder, "CURRENT"), "damaged");
}

function removeIndex(folder: string): void {
  rmSync(join(folder, "CURRENT"));
}

function damageItems(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ldb")))
    writeFileSync(join(folder, file), Buffer.alloc(statSync(join(folder, file)).size, 7));
}
