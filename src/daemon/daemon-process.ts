import { join } from "node:path";
import { readRegularFile } from "../files/safe-file.ts";
import { findCommandLine, isAlive } from "./process-alive.ts";

/** The file that the daemon of a folder holds from before it opens the state until after it has closed it. */
export const LOCK_FILE = "daemon.lock";

/** The program of the daemon, below the package's folder. */
export const DAEMON_PROGRAM = join("dist", "local", "daemon.js");

/** A process that holds a folder's lock, and since when (milliseconds since the epoch). */
export interface LockHolder {
  readonly pid: number;
  readonly since: number;
}

/** Whether a process is the daemon of this folder, as its command line shows; undefined when that cannot be read. */
export function isDaemonOf(directory: string, pid: number): boolean | undefined {
  if (!isAlive(pid)) return false;
  const line = findCommandLine(pid);
  // Windows quotes what has spaces.
  return line === undefined ? undefined : `${line.replaceAll('"', "")} `.includes(`${DAEMON_PROGRAM} ${directory} `);
}

/** Who holds a folder's lock, whether or not it still runs. */
export function readLockHolder(directory: string): LockHolder | undefined {
  try {
    return parseLock(readRegularFile(join(directory, LOCK_FILE)) ?? "");
  } catch {
    return undefined;
  }
}

/** Reads `<pid> <milliseconds>`. */
export function parseLock(text: string): LockHolder | undefined {
  const [, pid, since] = /^([1-9]\d{0,9}) (\d{1,16})$/.exec(text) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), since: Number(since) };
}
