import { join, resolve } from "node:path";
import type { Result } from "../../items/add-many.ts";
import type { InputFormat } from "../../items/input/input-record.ts";
import type { Input } from "../../items/input/read-input.ts";
import { makeStateFolder, replaceFile, STATE_FOLDER } from "../../state-folder.ts";

/** Where what could not be added is kept. */
export interface FailedFile {
  readonly path: string;
  /** As a person would name it. */
  readonly shown: string;
  /** Whether it is in the tool's own folder, which may not be there yet. */
  readonly isOwn: boolean;
  readonly cwd: string;
}

const ENDINGS: Readonly<Record<InputFormat, string>> = { lines: "txt", ndjson: "ndjson", json: "ndjson", csv: "csv" };

/** The file that `--failed` names, or one in the tool's own folder. */
export function failedFile(cwd: string, given: unknown, format: InputFormat): FailedFile {
  if (typeof given === "string") return { path: resolve(cwd, given), shown: given, isOwn: false, cwd };
  const name = `failed.${ENDINGS[format]}`;
  return { path: join(cwd, STATE_FOLDER, name), shown: `${STATE_FOLDER}/${name}`, isOwn: true, cwd };
}

/**
 * Writes the entries that were not added, as they were given. Of entries with the same content all are written if one of them failed: their keys count
 * them, so only with all of them those that were added are known again.
 */
export function writeFailed({ path, isOwn, cwd }: FailedFile, { header }: Input, results: readonly Result[]): void {
  const open = new Set(results.flatMap(({ entry, added }) => (added ? [] : [entry.content])));
  const texts = results.filter(({ entry }) => open.has(entry.content)).map(({ entry }) => entry.text);
  if (isOwn) makeStateFolder(cwd);
  replaceFile(path, [...(header === undefined ? [] : [header]), ...texts, ""].join("\n"));
}
