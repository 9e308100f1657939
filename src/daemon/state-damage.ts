import { realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { isRecord, parseJson } from "../text/json.ts";
import { ownerHash } from "./state-owner.ts";

/** An unreadable state file or folder that prevented the local cloud from starting. */
interface StateDamage {
  readonly path: string;
  /** Sentences that describe the damage and how to continue. */
  readonly reason: string;
}

const FILE = "daemon.damage.json";

/**
 * Reads the damage found at the last startup of the folder's local cloud, if any. Ignores a record from another
 * machine, user or folder, because commands suggest moving the file that the record names.
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

/** Records the damage found at startup; deletes the record if `damage` is undefined. */
export function writeStateDamage(directory: string, damage: StateDamage | undefined): void {
  const file = join(directory, FILE);
  if (damage) replaceFile(file, JSON.stringify({ ...damage, owner: ownerHash(directory) }));
  else rmSync(file, { force: true });
}
