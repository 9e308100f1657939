import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/local/clock.ts";
import { takeDaemonLock } from "../../src/local/daemon-lock.ts";
import { makeFolder } from "../support/run.ts";

const clock = systemClock();

test("a lock that is held by a living process cannot be taken", async () => {
  const file = await lockHeldBy(process.ppid);
  expect(takeDaemonLock(file, clock)).toBeUndefined();
  expect(readFileSync(file, "utf8")).toBe(`${process.ppid} 1`);
});

test("the lock of a process that is gone is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  expect(takeDaemonLock(await lockHeldBy(pid), clock)?.touch()).toBe(true);
});

test("the lock of an earlier process of our own number is taken over", async () => {
  expect(takeDaemonLock(await lockHeldBy(process.pid), clock)?.touch()).toBe(true);
});

test("a lock that nobody has touched for long is taken over, even if its number lives: it is another program's by now", async () => {
  const file = await lockHeldBy(process.ppid);
  utimesSync(file, 0, 0);
  expect(takeDaemonLock(file, clock)?.touch()).toBe(true);
});

test("a holder learns that its lock was removed or taken over, and then leaves it alone", async () => {
  const file = join(await makeFolder(), "daemon.lock");
  const lock = takeDaemonLock(file, clock);
  expect(lock?.touch()).toBe(true);
  writeFileSync(file, "1 2");
  expect(lock?.touch()).toBe(false);
  lock?.release();
  expect(readFileSync(file, "utf8")).toBe("1 2");
  rmSync(file);
  expect(lock?.touch()).toBe(false);
});

test("a released lock can be taken again", async () => {
  const file = join(await makeFolder(), "daemon.lock");
  takeDaemonLock(file, clock)?.release();
  expect(takeDaemonLock(file, clock)?.touch()).toBe(true);
});

async function lockHeldBy(pid: number): Promise<string> {
  const file = join(await makeFolder(), "daemon.lock");
  writeFileSync(file, `${pid} 1`);
  return file;
}
