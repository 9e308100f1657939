import { readFileSync } from "node:fs";
import { platform } from "node:os";

/** The memory of Node.js itself, in addition to the function's. On AWS it counts too, but is smaller. */
const RUNTIME_MEGABYTES = 96;
const KILOBYTES = 1024;

/** The maximum memory of a function's process. */
export function residentLimit(memoryMegabytes: number): number {
  return memoryMegabytes + RUNTIME_MEGABYTES;
}

/**
 * The memory of a process in megabytes, if the system reports that of other processes cheaply. Otherwise undefined: the
 * process then watches itself, which detects an endless loop only after the loop has ended.
 */
export function residentMegabytes(pid: number): number | undefined {
  if (platform() !== "linux") return undefined;
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / KILOBYTES;
  } catch {
    return undefined;
  }
}
