import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isAlive } from "../daemon/process-alive.ts";

/** Removes what killed processes left half-written: files of this folder that were to replace others, and those of `.todo-api` whose process is gone. */
export function removeLeftovers(directory: string): void {
  for (const name of namesIn(directory)) if (/\.new$|^daemon\.lock\./.test(name)) remove(directory, name);
  const blobs = join(directory, "blobs");
  for (const name of namesIn(blobs)) if (name.endsWith(".new")) remove(blobs, name);
  const above = dirname(directory);
  for (const name of namesIn(above)) {
    const [, pid] = /\.(\d+)\.new$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) remove(above, name);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What cannot be removed takes up room, and is no reason not to start. */
function remove(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true, recursive: true });
  } catch {}
}
