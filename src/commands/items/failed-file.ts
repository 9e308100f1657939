import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { hasCode, usageError } from "../../errors.ts";
import { FileFault, findLinkOut, readRegularBytes } from "../../files/safe-file.ts";
import { createStateFolder, STATE_FOLDER } from "../../files/state-folder.ts";
import type { Result } from "../../items/add-many.ts";
import { type Input, type InputFormat, NOTHING_ADDED } from "../../items/input/input.ts";
import { toPrintable } from "../../text/printable.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { type CommandContext, type Invocation, rerunCommand } from "../command-context.ts";

/** The file for the items that could not be added. */
export interface FailedFile {
  readonly path: string;
  /** The path to print: as given with `--failed`, or relative to the current folder. */
  readonly shown: string;
  /** The command that adds the items in the file, as part of the same input. */
  readonly command: string;
}

/** The input that failed items come from. */
export interface Origin {
  readonly format: InputFormat;
  readonly inputId: string;
  readonly bytes: Uint8Array;
  /** The lines of the input's items and header. */
  readonly lines: ReadonlySet<string>;
}

const EXTENSIONS: Readonly<Record<InputFormat, string>> = {
  lines: "txt",
  ndjson: "ndjson",
  json: "ndjson",
  csv: "csv",
};

/**
 * Returns the file given with `--failed`, or a file for this input in todo-api's own folder. Never returns an existing
 * file with rows from another input or rows that the user fixed. Throws a usage error if the given file cannot be used.
 */
export function chooseFailedFile(
  { io: { cwd }, invocation }: CommandContext,
  given: unknown,
  origin: Origin,
): FailedFile {
  if (typeof given !== "string") {
    const folder = createStateFolder(cwd);
    const name = freeName(folder, origin);
    return toFile(invocation, join(folder, name), `${STATE_FOLDER}/${name}`, origin);
  }
  const path = resolve(cwd, given);
  const existing = statSync(path, { throwIfNoEntry: false });
  if (!isFolder(dirname(path)))
    throw usageError(`--failed: the folder "${toPrintable(dirname(given))}" does not exist. ${NOTHING_ADDED}`);
  if (existing !== undefined && !existing.isFile())
    throw usageError(`--failed: "${toPrintable(given)}" is not a regular file. ${NOTHING_ADDED}`);
  const link = findLinkOut(cwd, given);
  if (link !== undefined)
    throw usageError(
      `--failed: ${toPrintable(link)} is a link to another folder; use the path of that folder. ${NOTHING_ADDED}`,
    );
  if (!isReplaceable(path, origin))
    throw usageError(
      `--failed: "${toPrintable(given)}" already exists and may contain other data; use another file. ${NOTHING_ADDED}`,
    );
  return toFile(invocation, path, given, origin);
}

function freeName(folder: string, origin: Origin): string {
  for (let number = 1; ; number += 1) {
    const name = `${prefixOf(origin)}${number === 1 ? "" : `-${number}`}.${EXTENSIONS[origin.format]}`;
    if (isReplaceable(join(folder, name), origin)) return name;
  }
}

function prefixOf({ inputId }: Origin): string {
  return `failed-${inputId}`;
}

/** Whether the file can be replaced without losing rows: it does not exist, or contains only rows from this input. */
export function isReplaceable(path: string, { bytes, lines }: Origin): boolean {
  try {
    const found = readRegularBytes(path, { maxBytes: bytes.length + EXTRA_BYTES });
    if (found === undefined) return true;
    const rows = found.toString("utf8").split(/\r?\n/);
    return found.equals(bytes) || rows.every((row) => row === "" || lines.has(row));
  } catch (error) {
    if (error instanceof FileFault) return false;
    throw error;
  }
}

/** Extra bytes for line feeds, because a failed file ends with a line feed even if the input does not. */
const EXTRA_BYTES = 100;

/** Removes the failed files from earlier runs with this input; keeps a file with rows that the user fixed. */
export function removeFailedFiles({ io: { cwd } }: CommandContext, origin: Origin): void {
  const folder = createStateFolder(cwd);
  const paths = readdirSync(folder)
    .filter((name) => name.startsWith(prefixOf(origin)))
    .map((name) => join(folder, name));
  try {
    for (const path of paths) if (isReplaceable(path, origin)) rmSync(path, { force: true });
  } catch (error) {
    // Windows cannot remove a file that is still open as standard input. A leftover file only takes up space.
    if (!hasCode(error, "EBUSY", "EPERM", "EACCES")) throw error;
  }
}

/** The command repeats the given flags, because they can set fields in every item. */
function toFile(invocation: Invocation, path: string, shown: string, { format, inputId }: Origin): FailedFile {
  const isGiven = invocation.flags.includes("--format");
  // The failed file for a JSON array has one object per line, so its format is ndjson.
  const isArray = isGiven && format === "json";
  // Without the flag, the first failed line could be detected as CSV or JSON.
  const isText = !isGiven && format === "lines";
  const as = `${isArray ? "--format ndjson " : ""}${isText ? "--format lines " : ""}`;
  const more = `${as}--input-id ${inputId} < ${quoteWord(shown)}`;
  const without = ["--again", "--input-id", ...(isArray ? ["--format"] : [])];
  const again = rerunCommand({ ...invocation, words: "items add -" }, more, ...without);
  return { path, shown, command: again };
}

/**
 * Returns the text of the entries that were not added. If one of several equal entries failed, includes all of them,
 * because their idempotency keys depend on their order: the API recognizes the added entries only if all are sent
 * again.
 */
export function failedText({ header }: Input, results: readonly Result[]): string {
  const open = new Set(results.flatMap(({ entry, added }) => (added ? [] : [entry.content])));
  const texts = results.filter(({ entry }) => open.has(entry.content)).map(({ entry }) => entry.text);
  return [...(header === undefined ? [] : [header]), ...texts, ""].join("\n");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
