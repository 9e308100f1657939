import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDaemonOf, LOCK_FILE, parseLock } from "../daemon/daemon-process.ts";
import type { Clock } from "./timing/clock.ts";

/** How often a holder touches its lock, and after how long without a touch it counts as gone where its command line cannot be read. */
export const TOUCH_SECONDS = 2;
const STALE_SECONDS = 8;

/** One daemon per folder: held from before the state is opened until after it is closed. */
export interface DaemonLock {
  /** Says that the holder lives. False when the lock is no longer its own: someone removed the folder, or took it over. */
  touch(): boolean;
  release(): void;
}

/** Takes the folder's lock, also from a holder that is gone; undefined when another daemon of this folder holds it, even a suspended one. */
export function takeDaemonLock(directory: string, clock: Clock): DaemonLock | undefined {
  const file = join(directory, LOCK_FILE);
  const mine = `${process.pid} ${clock.now()}`;
  return create(file, mine) || (removeStale(directory, mine, clock) && create(file, mine))
    ? held(file, mine, clock)
    : undefined;
}

function held(file: string, mine: string, clock: Clock): DaemonLock {
  const isMine = () => read(file) === mine;
  return {
    touch() {
      if (!isMine()) return false;
      utimesSync(file, clock.now() / 1000, clock.now() / 1000);
      return true;
    },
    release() {
      if (isMine()) rmSync(file, { force: true });
    },
  };
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moves the lock aside before it is removed: of two that find it stale at the same time, one may be holding the other's new lock, and puts it back. */
function removeStale(directory: string, mine: string, clock: Clock): boolean {
  const file = join(directory, LOCK_FILE);
  const found = read(file);
  if (found === undefined) return true;
  if (!isStale(directory, found, clock)) return false;
  const aside = `${file}.${mine.replace(" ", ".")}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== found) linkSync(aside, file);
  } catch {
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
  return true;
}

function isStale(directory: string, content: string, clock: Clock): boolean {
  const holder = parseLock(content);
  // A pid of our own is that of an earlier life: containers count from the same number at every start.
  if (holder?.pid === process.pid) return true;
  const isHeld = holder && isDaemonOf(directory, holder.pid);
  return isHeld === undefined ? ageSeconds(join(directory, LOCK_FILE), clock) > STALE_SECONDS : !isHeld;
}

function ageSeconds(file: string, clock: Clock): number {
  return (clock.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)) / 1000;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
