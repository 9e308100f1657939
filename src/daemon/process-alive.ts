import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { win32 } from "node:path";
import { hasCode } from "../errors.ts";

/** Whether a process with this ID is running, regardless of its owner. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/**
 * Linux lists a process that has ended (state Z) until its parent waits for it; in many containers, the init process
 * does so late or never.
 */
function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name, in parentheses, may contain any character.
    return stat.startsWith(" Z", stat.lastIndexOf(")") + 1);
  } catch {
    return false;
  }
}

/** Finds the command line of a process; undefined if the operating system does not show it. */
export function findCommandLine(pid: number): string | undefined {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return process.platform === "win32" ? outputOf(POWERSHELL, windowsQuery(pid)) : outputOf("ps", posixQuery(pid));
  } catch {
    return undefined;
  }
}

/** Lists the command lines of all visible processes by process ID; on Windows, only of Node.js processes. */
export function listCommandLines(): ReadonlyMap<number, string> {
  if (process.platform === "linux")
    return new Map(
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((name) => [Number(name), findCommandLine(Number(name)) ?? ""]),
    );
  const list = process.platform === "win32" ? outputOf(POWERSHELL, WINDOWS_LIST) : outputOf("ps", POSIX_LIST);
  const lines = (list ?? "").split(/\r?\n/).map((line) => /^\s*(\d+)\s+(.*)$/.exec(line));
  return new Map(lines.flatMap((found) => (found ? [[Number(found[1]), found[2] ?? ""] as const] : [])));
}

/** An absolute path, because Windows looks for a bare program name in the current directory first. */
export const SYSTEM32 = win32.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32");
const POWERSHELL = win32.join(SYSTEM32, "WindowsPowerShell", "v1.0", "powershell.exe");

const TIMEOUT_MILLISECONDS = 10_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Runs a program and returns its output; undefined if the output is empty. Throws if the program fails. */
export function outputOf(program: string, args: readonly string[]): string | undefined {
  const text = execFileSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: TIMEOUT_MILLISECONDS,
    maxBuffer: MAX_OUTPUT_BYTES,
    windowsHide: true,
  });
  return text.trim() || undefined;
}

function posixQuery(pid: number): readonly string[] {
  return ["-ww", "-o", "command=", "-p", String(pid)];
}

function windowsQuery(pid: number): readonly string[] {
  return powershell(`(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`);
}

function powershell(script: string): readonly string[] {
  return ["-NoProfile", "-NonInteractive", "-Command", script];
}

const POSIX_LIST = ["-A", "-ww", "-o", "pid=,command="];
const WINDOWS_LIST = powershell(
  `Get-CimInstance Win32_Process -Filter "Name='node.exe'" | ForEach-Object { "$($_.ProcessId) $($_.CommandLine)" }`,
);
