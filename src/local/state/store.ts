import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { FileFault, readRegularFile, replaceFile } from "../../files/safe-file.ts";
import { isRecord } from "../../text/json.ts";
import { listWithOr } from "../../text/word-list.ts";
import { findMisshapen, type RecordShapes } from "./find-misshapen.ts";
import { parseRecords } from "./null-prototype.ts";

const MAX_BYTES = 512 * 1024 * 1024;

/** One service's records: plain JSON data, in one file if the cloud has a directory, otherwise in memory only. */
export interface Store<Data> {
  readonly data: Data;
  /** Writes the data to disk before it returns, so that a crash of the process does not lose acknowledged changes. */
  save(): void;
  /** Retries a save that failed, for example on a full disk. Until it succeeds, calls must not be acknowledged. */
  saveIfFailed(): void;
}

/**
 * Opens the store `name` in `directory`. If its file is missing, the data is `empty`. Throws LocalStateError if the
 * file cannot be read, or if its content does not match `empty` and `shapes`.
 */
export function openStore<Data extends object>(
  directory: string | undefined,
  name: string,
  empty: Data,
  shapes: RecordShapes,
): Store<Data> {
  const initial = parseRecords<Data>(JSON.stringify(empty));
  if (directory === undefined) return { data: initial, save: () => {}, saveIfFailed: () => {} };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, `${name}.json`);
  const data: Data = { ...initial, ...readIfPresent(file, empty, shapes) };
  let hasFailed = false;
  const save = () => {
    hasFailed = true;
    replaceFile(file, JSON.stringify(data));
    hasFailed = false;
  };
  return { data, save, saveIfFailed: () => hasFailed && save() };
}

/** The error for a damaged state file or folder. The message states what a user can do about it. */
export class LocalStateError extends Error {
  readonly path: string;

  constructor(path: string, message: string, options: ErrorOptions) {
    super(message, options);
    this.name = "LocalStateError";
    this.path = path;
  }
}

function readIfPresent(file: string, empty: object, shapes: RecordShapes): object {
  const data = parse(file);
  if (data === undefined) return {};
  if (!isRecord(data)) throw damaged(file, "it is not a JSON object");
  const known = Object.entries(empty).filter(([key]) => key in data);
  if (known.length === 0) throw damaged(file, `it has no ${listWithOr(Object.keys(empty))}`);
  for (const [key, value] of known) checkShape(file, key, value, data[key]);
  const misshapen = findMisshapen(data, shapes);
  if (misshapen !== undefined) throw damaged(file, misshapen);
  return data;
}

/** A member must have the same type as in an empty store. If it is an object, its values must be records or numbers. */
function checkShape(file: string, key: string, empty: unknown, value: unknown): void {
  if (!isRecord(empty)) {
    if (typeof value !== typeof empty || Array.isArray(value) !== Array.isArray(empty))
      throw damaged(file, `${key} is not ${Array.isArray(empty) ? "an array" : `a ${typeof empty}`}`);
    return;
  }
  if (!isRecord(value)) throw damaged(file, `${key} is not a JSON object`);
  for (const [name, record] of Object.entries(value))
    if (!isRecord(record) && typeof record !== "number") throw damaged(file, `${key}.${name} is not a JSON object`);
}

function parse(file: string): unknown {
  try {
    const text = readRegularFile(file, { maxBytes: MAX_BYTES });
    return text === undefined ? undefined : parseRecords(text);
  } catch (error) {
    if (error instanceof FileFault) throw unusable(file, error.message, error);
    throw damaged(file, error instanceof Error ? error.message : String(error), error);
  }
}

function damaged(file: string, why: string, cause?: unknown): LocalStateError {
  return unusable(file, `is damaged (${why})`, cause);
}

/** The other files may be intact, so the advice names only this file. */
function unusable(file: string, what: string, cause: unknown): LocalStateError {
  return new LocalStateError(
    file,
    `the state file ${file} ${what}. Nothing was changed. Restore it from a backup, or rename it: its resources are then missing, and \`todo-api deploy\` creates them again.`,
    { cause },
  );
}
