import { readFileSync } from "node:fs";
import { platform } from "node:os";

/** The memory that Node.js itself uses. On AWS it uses less, and that memory counts toward the function's limit. */
const RUNTIME_MEGABYTES = 96;
const KILOBYTES_PER_MEGABYTE = 1024;

/** The maximum memory of a function's process, in megabytes. */
export function residentLimit(memoryMegabytes: number): number {
  return memoryMegabytes + RUNTIME_MEGABYTES;
}

/** The memory of a process in megabytes; undefined if the process has ended, and on systems other than Linux. */
export function residentMegabytes(pid: number): number | undefined {
  if (platform() !== "linux") return undefined;
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / KILOBYTES_PER_MEGABYTE;
  } catch {
    return undefined;
  }
}
