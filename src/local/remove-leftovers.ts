import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAlive } from "../daemon/process-alive.ts";

/**
 * Removes the leftovers of killed processes: temporary files and displaced locks in the local cloud's folder, and
 * folders next to it that an interrupted `local reset` moved aside.
 */
export function removeLeftovers(directory: string): void {
  for (const name of namesIn(directory)) if (/\.new$|^daemon\.lock\./.test(name)) remove(directory, name);
  const blobs = join(directory, "blobs");
  for (const name of namesIn(blobs)) if (name.endsWith(".new")) remove(blobs, name);
  const parent = dirname(directory);
  for (const name of namesIn(parent)) {
    const [, pid] = name.startsWith(`${basename(directory)}.`) ? (/\.(\d+)\.new$/.exec(name) ?? []) : [];
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

/** A file that cannot be removed takes up space, but does not prevent startup. */
function remove(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true, recursive: true });
  } catch {}
}
