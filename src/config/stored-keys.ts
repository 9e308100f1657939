import { join } from "node:path";
import { FileFault, readRegularFile, replaceFile } from "../files/safe-file.ts";
import { createStateFolder, stateFolder } from "../files/state-folder.ts";
import { isRecord, parseJson } from "../text/json.ts";

/** The API key of a stack, and the only URL to which it may be sent. */
export interface StoredKey {
  readonly apiUrl: string;
  readonly id: string;
  /** A secret. */
  readonly value: string;
}

const FILE = "api-keys.json";
const VERSION = 1;
/** The maximum number of keys in the file, which has at most one key per API. The oldest keys are dropped. */
const MAX_KEYS = 20;

/**
 * The key that this folder stores for an API. A file that cannot be read, or that other users can access, is ignored,
 * because the key can be read from AWS again.
 */
export function findStoredKey(cwd: string, apiUrl: string): StoredKey | undefined {
  return readKeys(cwd).find((key) => key.apiUrl === apiUrl);
}

/** Stores a key in a file that only the user can read. Throws a TodoApiError if the folder is not writable. */
export function storeKey(cwd: string, key: StoredKey): void {
  writeKeys(cwd, [key, ...readKeys(cwd).filter(({ apiUrl }) => apiUrl !== key.apiUrl)].slice(0, MAX_KEYS));
}

export function hasStoredKeys(cwd: string): boolean {
  return readKeys(cwd).length > 0;
}

/** Removes the keys for which `shouldForget` returns true. Throws a TodoApiError if the folder is not writable. */
export function forgetKeys(cwd: string, shouldForget: (key: StoredKey) => boolean): void {
  const keys = readKeys(cwd);
  const others = keys.filter((key) => !shouldForget(key));
  if (others.length < keys.length) writeKeys(cwd, others);
}

function writeKeys(cwd: string, keys: readonly StoredKey[]): void {
  replaceFile(join(createStateFolder(cwd), FILE), `${JSON.stringify({ version: VERSION, keys }, undefined, 2)}\n`);
}

function readKeys(cwd: string): readonly StoredKey[] {
  const value = parseJson(readText(cwd) ?? "");
  const keys = isRecord(value) && value["version"] === VERSION ? value["keys"] : [];
  return Array.isArray(keys) ? keys.filter(isStoredKey) : [];
}

function readText(cwd: string): string | undefined {
  try {
    return readRegularFile(join(stateFolder(cwd), FILE), { mustBePrivate: true });
  } catch (error) {
    if (error instanceof FileFault) return undefined;
    throw error;
  }
}

function isStoredKey(value: unknown): value is StoredKey {
  return isRecord(value) && ["apiUrl", "id", "value"].every((name) => typeof value[name] === "string");
}
