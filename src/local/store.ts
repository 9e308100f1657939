import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../safe-file.ts";

/** One service's records: plain JSON data, kept in one file where the cloud has a directory, else in memory alone. */
export interface Store<Data> {
  readonly data: Data;
  /** Writes the data to disk before it returns, so that what was answered survives a kill. */
  save(): void;
}

/** Opens the store `name` in `directory`; a missing file means `empty`. */
export function openStore<Data extends object>(directory: string | undefined, name: string, empty: Data): Store<Data> {
  if (directory === undefined) return { data: empty, save: () => {} };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, `${name}.json`);
  const data: Data = { ...empty, ...readIfThere(file) };
  return { data, save: () => replaceFile(file, JSON.stringify(data)) };
}

/** A state file that makes no sense: a person must decide whether it is mended or forgotten. */
export class LocalStateError extends Error {
  constructor(file: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The state file ${file} is damaged (${why}). Mend it, or forget everything with \`todo-api local reset\`.`, {
      cause,
    });
    this.name = "LocalStateError";
  }
}

function readIfThere(file: string): object {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new LocalStateError(file, error);
  }
}
