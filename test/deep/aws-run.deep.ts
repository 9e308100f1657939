import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

const RUN = join(PACKAGE_ROOT, "test", "aws-run", "run.js");

test("every step of test:aws succeeds on the local cloud, and is recorded", async () => {
  const results = await mkdtemp(join(tmpdir(), "todo-api-results-"));
  onTestFinished(() => rm(results, { recursive: true, force: true }));
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, "--local", "--yes", "--results", results]);
  expect(stdout).toMatch(/^The stack todo-api-run-aws .*\nThis takes about \d+ minutes and costs less than \d+ cents/);
  const [file = ""] = await readdir(results);
  const { failed, steps } = JSON.parse(await readFile(join(results, file), "utf8"));
  expect({ failed, count: steps.length }).toEqual({ failed: 0, count: 16 });
}, 600_000);

test("test:aws makes no call before it is confirmed", async () => {
  const ran = await promisify(execFile)(process.execPath, [RUN, "--region", "eu-west-1"]).catch((error) => error);
  expect(ran).toMatchObject({ code: 2, stdout: expect.stringMatching(/Nothing was called\.\n$/) });
});
