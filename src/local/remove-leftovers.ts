import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isAlive } from "../daemon/process-alive.ts";

/**
 * Removes unfinished files of killed processes: files in this folder that would have replaced others, and those of
 * `.todo-api` whose process has ended.
 */
export function removeLeftovers(directory: string): void {
  for (const name of namesIn(directory)) if (/\.new$|^daemon\.lock\./.test(name)) remove(directory, name);
  const blobs = join(directory, "blobs");
  for (const name of namesIn(blobs)) if (name.endsWith(".new")) remove(blobs, name);
  const parent = dirname(directory);
  for (const name of namesIn(parent)) {
    const [, pid] = /\.(\d+)\.new$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) remove(parent, name);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** If a file cannot be removed, it takes space, but does not prevent the start. */
function remove(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true, recursive: true });
  } catch {}
}
