import { realpathSync } from "node:fs";
import { join } from "node:path";
import { findCommandLine, isAlive, listCommandLines } from "./process-alive.ts";

/** The program of the daemon, below the package's folder. */
export const DAEMON_PROGRAM = join("dist", "local", "daemon.js");

/** Whether a process is the daemon of this folder, as its command line shows; undefined when that cannot be read. */
export function isDaemonOf(directory: string, pid: number): boolean | undefined {
  if (!isAlive(pid)) return false;
  const line = findCommandLine(pid);
  return line === undefined ? undefined : runsDaemonOf(directory, line);
}

/** The living daemons of this folder, also those that no file in it names. */
export function findDaemonsOf(directory: string): readonly number[] {
  return [...listCommandLines()].flatMap(([pid, line]) => (runsDaemonOf(directory, line) && isAlive(pid) ? [pid] : []));
}

/** A daemon is started with the real path of its folder. */
function runsDaemonOf(directory: string, commandLine: string): boolean {
  // Windows quotes what has spaces.
  return `${commandLine.replaceAll('"', "")} `.includes(`${DAEMON_PROGRAM} ${realFolder(directory)} `);
}

function realFolder(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory;
  }
}
