import { realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { isRecord, parseJson } from "../text/json.ts";
import { ownerHash } from "./state-owner.ts";

/** A state file or folder that cannot be read, so that the local cloud did not start. */
interface StateDamage {
  readonly path: string;
  /** What is damaged, and how to continue, in sentences. */
  readonly reason: string;
}

const FILE = "daemon.damage.json";

/**
 * Reads the damage that the last start of a folder's local cloud found, if any. Ignores a record of another machine,
 * user or folder, because commands suggest moving the file that it names.
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

/** Records the damage that a start found; without damage, deletes the record. */
export function writeStateDamage(directory: string, damage: StateDamage | undefined): void {
  const file = join(directory, FILE);
  if (damage) replaceFile(file, JSON.stringify({ ...damage, owner: ownerHash(directory) }));
  else rmSync(file, { force: true });
}
