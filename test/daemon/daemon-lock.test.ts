import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { takeFolderLock } from "../../src/daemon/daemon-lock.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { makeFolder } from "../support/run.ts";

test("a lock that is held by a running daemon of this folder cannot be taken, however old it is", async () => {
  const { folder, file } = await lockedFolder();
  const daemon = spawn(process.execPath, [join(PACKAGE_ROOT, "dist", "local", "daemon.js"), folder]);
  onTestFinished(() => end(daemon));
  await expect.poll(() => readFileSync(file, "utf8"), { timeout: 20_000 }).toMatch(new RegExp(`^${daemon.pid} `));
  utimesSync(file, 0, 0);
  expect(takeFolderLock(folder, Date.now)).toBeUndefined();
});

test("the lock of a process that has ended is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  const { folder } = await lockedFolder(pid);
  expect(takeFolderLock(folder, Date.now)?.touch()).toBe(true);
});

const NO_LOCKS: Readonly<Record<string, (path: string) => void>> = {
  "a folder": (path) => void mkdirSync(path),
  ...(process.platform !== "win32" && {
    "a named pipe": (path: string) => void execFileSync("mkfifo", [path]),
    "a link": (path: string) => symlinkSync("/dev/zero", path),
  }),
};

test.each(Object.entries(NO_LOCKS))(
  "%s in place of the lock is respected while it is new, and replaced when it is old",
  async (_kind, make) => {
    const folder = await makeFolder();
    make(join(folder, "daemon.lock"));
    expect(takeFolderLock(folder, Date.now)).toBeUndefined();
    const lock = takeFolderLock(folder, () => Date.now() + 60_000);
    expect(readFileSync(join(folder, "daemon.lock"), "utf8")).toMatch(/^\d+ \d+$/);
    expect(lock?.touch()).toBe(true);
  },
);

test("the lock of an earlier process with our own pid is taken over", async () => {
  const { folder } = await lockedFolder(process.pid);
  expect(takeFolderLock(folder, Date.now)?.touch()).toBe(true);
});

test("a lock whose pid now belongs to another program is taken over", async () => {
  const { folder } = await lockedFolder(process.ppid);
  expect(takeFolderLock(folder, Date.now)?.touch()).toBe(true);
});

test("a holder notices that its lock was taken over or removed with the state, and does not touch it", async () => {
  const { folder, file } = await lockedFolder(process.pid);
  const lock = takeFolderLock(folder, Date.now);
  expect(lock?.touch()).toBe(true);
  writeFileSync(file, "1 2");
  expect(lock?.touch()).toBe(false);
  lock?.release();
  expect(readFileSync(file, "utf8")).toBe("1 2");
  rmSync(file);
  expect(lock?.touch()).toBe(false);
});

test("a lock that was deleted or damaged is restored if the state is intact, unless another process has taken it", async () => {
  const { folder, file } = await lockedFolder();
  writeFileSync(join(folder, "iam.json"), "{}");
  const lock = takeFolderLock(folder, Date.now);
  const content = readFileSync(file, "utf8");
  const damages = [() => rmSync(file), () => writeFileSync(file, ""), () => writeFileSync(file, `${process.ppid} 1`)];
  for (const damage of damages) {
    damage();
    expect(lock?.touch()).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(content);
  }
  writeFileSync(file, `${process.ppid} ${Date.now()} command`);
  expect(lock?.touch()).toBe(false);
});

test("a command's lock is held until its process ends", async () => {
  const { folder, file } = await lockedFolder();
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  writeFileSync(file, `${process.ppid} ${Date.now()} command`);
  expect(takeFolderLock(folder, Date.now)).toBeUndefined();
  writeFileSync(file, `${pid} ${Date.now()} command`);
  expect(takeFolderLock(folder, Date.now)?.touch()).toBe(true);
});

test("a released lock can be taken again", async () => {
  const folder = await makeFolder();
  takeFolderLock(folder, Date.now)?.release();
  expect(takeFolderLock(folder, Date.now)?.touch()).toBe(true);
});

test("the lock of a folder that does not exist cannot be taken, and the folder is not created", async () => {
  const folder = join(await makeFolder(), "deleted");
  expect(takeFolderLock(folder, Date.now)).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
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
