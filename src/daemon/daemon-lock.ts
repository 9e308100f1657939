import { linkSync, lstatSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../errors.ts";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { isDaemonOf } from "./daemon-process.ts";
import { isAlive } from "./process-alive.ts";
import { hasState } from "./state-owner.ts";

/** The interval at which a daemon touches its lock. */
export const TOUCH_SECONDS = 1;
/** A lock that has not been touched for this long is stale, unless its holder is recognized as the folder's daemon. */
const STALE_SECONDS = 8;
const LOCK_FILE = "daemon.lock";

/** Ensures that a folder has at most one writer: a daemon while it runs, or a command while it cleans up. */
export interface FolderLock {
  /**
   * Keeps the lock from becoming stale, and restores it if it was deleted or damaged. Returns false if another process
   * holds the lock, or if a lost lock cannot be restored because the folder's state was deleted.
   */
  touch(): boolean;
  release(): void;
}

/** The process that holds a folder's lock, and the time at which it took the lock (milliseconds since the epoch). */
interface LockHolder {
  readonly holder: "daemon" | "command";
  readonly pid: number;
  readonly since: number;
}

/**
 * Takes the folder's lock, even if it was left by a process that has ended. Returns undefined if another process, such
 * as a suspended daemon, holds the lock, or if the folder does not exist.
 */
export function takeFolderLock(
  directory: string,
  now: () => number,
  holder: LockHolder["holder"] = "daemon",
): FolderLock | undefined {
  const file = join(directory, LOCK_FILE);
  const content = `${process.pid} ${now()}${holder === "command" ? " command" : ""}`;
  const isTaken = create(file, content) || (removeStale(directory, now) && create(file, content));
  return isTaken ? createLock(directory, content, now) : undefined;
}

/** Finds the daemon that holds a folder's lock; undefined if no daemon holds it. */
export function findLockingDaemon(directory: string): LockHolder | undefined {
  const lock = readLock(directory);
  return lock?.holder === "daemon" && isHeld(directory, lock, Date.now()) ? lock : undefined;
}

function createLock(directory: string, content: string, now: () => number): FolderLock {
  const file = join(directory, LOCK_FILE);
  return {
    touch() {
      const found = read(file);
      if (found !== content) return hasState(directory) && restore(directory, content, found, now);
      utimesSync(file, now() / 1000, now() / 1000);
      return true;
    },
    release() {
      if (read(file) === content) rmSync(file, { force: true });
    },
  };
}

/** Another process may take the lock at the same moment. The process that loses it detects this on its next touch. */
function restore(directory: string, content: string, found: string | undefined, now: () => number): boolean {
  const file = join(directory, LOCK_FILE);
  if (found === undefined) return create(file, content);
  const other = parseLock(found);
  if (other && isHeld(directory, other, now())) return false;
  replaceFile(file, content);
  return true;
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST", "ENOENT")) return false;
    throw error;
  }
}

/**
 * Moves a stale lock aside before removing it. If two processes find the lock stale at the same time, one of them may
 * move the other's new lock aside; it then restores that lock.
 */
function removeStale(directory: string, now: () => number): boolean {
  const file = join(directory, LOCK_FILE);
  const found = read(file);
  if (found === undefined) return true;
  if (isHeld(directory, parseLock(found), now())) return false;
  const aside = `${file}.${process.pid}.${now()}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== found) linkSync(aside, file);
  } catch {
    return false;
  } finally {
    rmSync(aside, { force: true, recursive: true });
  }
  return true;
}

function isHeld(directory: string, lock: LockHolder | undefined, now: number): boolean {
  // A lock with our own pid was left by an earlier process: in a container, pids start from the same number each time.
  if (lock?.pid === process.pid) return false;
  const isFresh = now - touchedAt(directory) < STALE_SECONDS * 1000;
  if (lock === undefined) return isFresh;
  return lock.holder === "command" ? isFresh && isAlive(lock.pid) : (isDaemonOf(directory, lock.pid) ?? isFresh);
}

function touchedAt(directory: string): number {
  return lstatSync(join(directory, LOCK_FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function readLock(directory: string): LockHolder | undefined {
  return parseLock(read(join(directory, LOCK_FILE)) ?? "");
}

/** Reads `<pid> <milliseconds>`, or `<pid> <milliseconds> command`. */
function parseLock(text: string): LockHolder | undefined {
  const [, pid, since, command] = /^([1-9]\d{0,9}) (\d{1,16})( command)?$/.exec(text) ?? [];
  return pid === undefined
    ? undefined
    : { holder: command === undefined ? "daemon" : "command", pid: Number(pid), since: Number(since) };
}

/** Returns the lock's text; undefined if it is absent, empty if it cannot be read, for example because it is a pipe. */
function read(file: string): string | undefined {
  try {
    return readRegularFile(file);
  } catch {
    return "";
  }
}
