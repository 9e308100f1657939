import { realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { isRecord, parseJson } from "../text/json.ts";
import { ownerHash } from "./state-owner.ts";

/** Why the last start of a local cloud failed: a state file or folder that cannot be read. */
interface StateDamage {
  readonly path: string;
  /** The reason, as a sentence. */
  readonly reason: string;
}

const FILE = "daemon.damage.json";

/**
 * The damage that the last start of a folder's local cloud found here, if any. A command prints it and suggests moving
 * the file, so a record from elsewhere does not count.
 */
export function readStateDamage(directory: string): StateDamage | undefined {
  try {
    const value = parseJson(readRegularFile(join(directory, FILE)) ?? "");
    if (!isRecord(value)) return undefined;
    const { owner, path, reason } = value;
    if (owner !== ownerHash(realpathSync(directory))) return undefined;
    return typeof path === "string" && typeof reason === "string" ? { path, reason } : undefined;
  } catch {
    return undefined;
  }
}

/** Records the damage that a start found, for later commands; undefined means that nothing is damaged. */
export function writeStateDamage(directory: string, damage: StateDamage | undefined): void {
  const file = join(directory, FILE);
  if (damage) replaceFile(file, JSON.stringify({ ...damage, owner: ownerHash(directory) }));
  else rmSync(file, { force: true });
}
