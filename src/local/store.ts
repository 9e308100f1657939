import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../safe-file.ts";
import { parseRecords } from "./null-prototype.ts";

/** One service's records: plain JSON data, kept in one file where the cloud has a directory, else in memory alone. */
export interface Store<Data> {
  readonly data: Data;
  /** Writes the data to disk before it returns, so that what was answered survives a kill. */
  save(): void;
}

/** Opens the store `name` in `directory`; a missing file means `empty`. */
export function openStore<Data extends object>(directory: string | undefined, name: string, empty: Data): Store<Data> {
  if (directory === undefined) return { data: parseRecords(JSON.stringify(empty)), save: () => {} };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, `${name}.json`);
  const data: Data = { ...parseRecords<Data>(JSON.stringify(empty)), ...readIfThere(file) };
  return { data, save: () => replaceFile(file, JSON.stringify(data)) };
}

/** State on disk that is damaged: the message says what a user can do about it. */
export class LocalStateError extends Error {
  constructor(message: string, options: ErrorOptions) {
    super(message, options);
    this.name = "LocalStateError";
  }
}

function readIfThere(file: string): object {
  try {
    return parseRecords(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalStateError(
      `The state file ${file} is damaged (${why}). Mend it, or forget everything with \`todo-api local reset\`.`,
      { cause: error },
    );
  }
}
