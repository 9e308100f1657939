import { rmSync } from "node:fs";
import { join } from "node:path";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { isRecord, parseJson } from "../text/json.ts";

/** Why the last start of a local cloud failed: a state file or folder that cannot be read. */
interface StateDamage {
  readonly path: string;
  /** The reason, as a sentence. */
  readonly reason: string;
}

const FILE = "daemon.damage.json";

/** The damage that the last start of a folder's local cloud found, if any. */
export function readStateDamage(directory: string): StateDamage | undefined {
  try {
    const value = parseJson(readRegularFile(join(directory, FILE)) ?? "");
    if (!isRecord(value)) return undefined;
    const { path, reason } = value;
    return typeof path === "string" && typeof reason === "string" ? { path, reason } : undefined;
  } catch {
    return undefined;
  }
}

/** Records what a start found, for later commands; undefined means that nothing is damaged. */
export function writeStateDamage(directory: string, damage: StateDamage | undefined): void {
  const file = join(directory, FILE);
  if (damage) replaceFile(file, JSON.stringify(damage));
  else rmSync(file, { force: true });
}
