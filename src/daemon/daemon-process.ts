import { realpathSync } from "node:fs";
import { join } from "node:path";
import { findCommandLine, isAlive, listCommandLines } from "./process-alive.ts";

/** The daemon's program, relative to the package's folder. */
export const DAEMON_PROGRAM = join("dist", "local", "daemon.js");

/** The program that the daemon starts to run functions, relative to the package's folder. */
export const RUNTIME_PROGRAM = join("dist", "local", "services", "lambda", "runner", "environment.js");

/** Whether a process is this folder's daemon, according to its command line; undefined if the line cannot be read. */
export function isDaemonOf(directory: string, pid: number): boolean | undefined {
  if (!isAlive(pid)) return false;
  const line = findCommandLine(pid);
  return line === undefined ? undefined : runsFor(realFolder(directory), DAEMON_PROGRAM, line);
}

/** Finds the running daemons of this folder, even if no file in the folder records their process ID. */
export function findDaemonsOf(directory: string): readonly number[] {
  return findProcesses(directory, DAEMON_PROGRAM);
}

/**
 * Ends the functions that a killed daemon of this folder left running: a function in an endless loop does not detect
 * that its pipe is closed. The caller must hold the folder's lock.
 */
export function endAbandonedFunctions(directory: string): void {
  for (const pid of findProcesses(directory, RUNTIME_PROGRAM))
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has already ended.
    }
}

function findProcesses(directory: string, program: string): readonly number[] {
  const folder = realFolder(directory);
  return [...listCommandLines()].flatMap(([pid, line]) =>
    runsFor(folder, program, line) && isAlive(pid) ? [pid] : [],
  );
}

/** Both programs are started with the real path of the folder as the first argument. */
function runsFor(folder: string, program: string, commandLine: string): boolean {
  // Windows quotes arguments with spaces.
  return `${commandLine.replaceAll('"', "")} `.includes(`${program} ${folder} `);
}

function realFolder(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory;
  }
}
