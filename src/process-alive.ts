import { readFileSync } from "node:fs";

/** Whether a process of this id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Linux lists a process that has ended (state Z) until its parent asks for it, which the first process of many a container does late or never. */
function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in brackets, may hold anything.
    return stat.startsWith(" Z", stat.lastIndexOf(")") + 1);
  } catch {
    return false;
  }
}
