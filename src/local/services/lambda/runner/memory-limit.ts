import { readFileSync } from "node:fs";
import { platform } from "node:os";

/** What Node.js itself takes beside what the function holds; at AWS it counts too, but takes less there. */
const RUNTIME_MEGABYTES = 96;
const KILOBYTES = 1024;

/** How much memory the process of a function may take before it is ended. */
export function residentLimit(memoryMegabytes: number): number {
  return memoryMegabytes + RUNTIME_MEGABYTES;
}

/**
 * The memory that a process takes now, in megabytes, where the system tells other processes cheaply; else undefined, and the process
 * watches itself, which sees an endless loop only when it is over.
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
