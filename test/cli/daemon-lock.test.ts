import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { takeDaemonLock } from "../../src/local/daemon-lock.ts";
import { systemClock } from "../../src/local/timing/clock.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { makeFolder } from "../support/run.ts";

const clock = systemClock();

test("a lock that is held by a living daemon of this folder cannot be taken, however long ago it was touched", async () => {
  const { folder, file } = await lockedFolder();
  const daemon = spawn(process.execPath, [join(PACKAGE_ROOT, "dist", "local", "daemon.js"), folder]);
  onTestFinished(() => end(daemon));
  await expect.poll(() => readFileSync(file, "utf8"), { timeout: 20_000 }).toMatch(new RegExp(`^${daemon.pid} `));
  utimesSync(file, 0, 0);
  expect(takeDaemonLock(folder, clock)).toBeUndefined();
});

test("the lock of a process that is gone is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  const { folder } = await lockedFolder(pid);
  expect(takeDaemonLock(folder, clock)?.touch()).toBe(true);
});

test("the lock of an earlier process of our own number is taken over", async () => {
  const { folder } = await lockedFolder(process.pid);
  expect(takeDaemonLock(folder, clock)?.touch()).toBe(true);
});

test("a lock whose number is another program's by now is taken over", async () => {
  const { folder } = await lockedFolder(process.ppid);
  expect(takeDaemonLock(folder, clock)?.touch()).toBe(true);
});

test("a holder learns that its lock was removed or taken over, and then leaves it alone", async () => {
  const { folder, file } = await lockedFolder(process.pid);
  const lock = takeDaemonLock(folder, clock);
  expect(lock?.touch()).toBe(true);
  writeFileSync(file, "1 2");
  expect(lock?.touch()).toBe(false);
  lock?.release();
  expect(readFileSync(file, "utf8")).toBe("1 2");
  rmSync(file);
  expect(lock?.touch()).toBe(false);
});

test("a released lock can be taken again", async () => {
  const folder = await makeFolder();
  takeDaemonLock(folder, clock)?.release();
  expect(takeDaemonLock(folder, clock)?.touch()).toBe(true);
});

async function lockedFolder(pid?: number): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = await makeFolder();
  const file = join(folder, "daemon.lock");
  if (pid !== undefined) writeFileSync(file, `${pid} 1`);
  return { folder, file };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
