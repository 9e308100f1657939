import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, run, runBin } from "../support/run.ts";

test("a daemon whose record was damaged repairs it, and is found again", async () => {
  const cwd = await makeFolder();
  await runBin(["local", "start"], { cwd });
  writeFileSync(join(cwd, ".todo-api", "local", "daemon.json"), "{");
  await expect.poll(async () => (await runBin(["local", "status"], { cwd })).code, { timeout: 15_000 }).toBe(0);
  expect((await runBin(["local", "stop"], { cwd })).code).toBe(0);
});

test("reports a damaged state file, and what to do", async () => {
  const cwd = await makeFolder();
  await runBin(["local", "start"], { cwd });
  await runBin(["local", "stop"], { cwd });
  truncateSync(join(cwd, ".todo-api", "local", "iam.json"), 20);
  const { code, stderr } = await runBin(["local", "start"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: the state file .*iam\.json is damaged \(.*\)\. Nothing was changed\. Restore it from a backup, or rename it/m,
  );
});

test("warns if the target cannot be remembered, and succeeds", async () => {
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
  ['{"local":true,"endpointUrl":"http://127.0.0.1:1"}', /name different targets/],
])("reads todo-api.json with %s", async (text, message) => {
  const cwd = await makeFolder();
  writeFileSync(join(cwd, "todo-api.json"), text);
  const { code, stderr } = await run(["status"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test("the suggestion to deploy names the missing stack", async () => {
  const cwd = await makeFolder();
  await runBin(["local", "start"], { cwd });
  const { code, stderr } = await run(["items", "list", "--local", "--stage", "other"], { cwd });
  expect(code).toBe(5);
  expect(stderr).toContain("todo-api deploy --app todo-api --stage other --local");
});
