import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DAEMON_EXIT } from "../../src/daemon/daemon-record.ts";
import { EXIT } from "../../src/errors.ts";
import { createLocalCloudFolder } from "../../src/files/state-folder.ts";
import { makeFolder, run } from "../support/run.ts";
import { killableDaemon } from "./killable-daemon.ts";
import { reportCounts } from "./report-counts.ts";

/** Commands that write state, and must report a full disk in one sentence. */
const WRITING = [
  ["deploy", "--local", "--protect"],
  ["destroy", "--confirm", "todo-api-dev"],
] as const;

test("a full disk fails only calls that write, ends no process, and loses no acknowledged change", async () => {
  const cwd = await makeFolder();
  const fullDisk = join(cwd, "full-disk");
  const daemon = killableDaemon(createLocalCloudFolder(cwd), fullDisk);
  const { pid } = await daemon.running();
  onTestFinished(daemon.stop);
  expect(await run(["deploy", "--local"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["items", "add", "kept"], { cwd })).toMatchObject({ code: EXIT.ok });
  let refused = 0;
  for (const argv of WRITING) {
    await writeFile(fullDisk, "");
    const failed = await run(argv, { cwd });
    expect([EXIT.failure, EXIT.partial]).toContain(failed.code);
    expect(failed.stderr).toContain("cannot be written to (ENOSPC)");
    expect(failed.stderr).not.toMatch(/this is a bug|at .*\.js:\d/);
    refused += 1;
    expect((await daemon.running()).pid).toBe(pid);
    await rm(fullDisk);
    if (argv[0] === "deploy")
      expect(JSON.parse((await run(["items", "list", "--json"], { cwd })).stdout)).toHaveLength(1);
    expect(await run(["deploy", "--local", "--no-protect"], { cwd })).toMatchObject({ code: EXIT.ok });
  }
  reportCounts("full disk", { commands: WRITING.length, refused, restarts: daemon.starts() - 1 });
  expect(daemon.starts()).toBe(1);
}, 180_000);

test("a daemon that cannot write ends immediately with its own exit code", async () => {
  const cwd = await makeFolder();
  const fullDisk = join(cwd, "full-disk");
  await writeFile(fullDisk, "");
  const daemon = killableDaemon(createLocalCloudFolder(cwd), fullDisk);
  await expect(daemon.running()).rejects.toThrow(`ended with ${DAEMON_EXIT.folderNotWritable}.`);
});
