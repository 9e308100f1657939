import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { usageError } from "../../errors.ts";
import { findLinkOut } from "../../files/safe-file.ts";
import { makeStateFolder, STATE_FOLDER } from "../../files/state-folder.ts";
import type { Result } from "../../items/add-many.ts";
import { type InputFormat, NOT_READ } from "../../items/input/input-record.ts";
import type { Input } from "../../items/input/read-input.ts";
import { toPrintable } from "../../text/printable.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { type CommandContext, commandAgain, type Invocation } from "../command-context.ts";

/** Where what could not be added is kept. */
export interface FailedFile {
  readonly path: string;
  /** As a person would name it. */
  readonly shown: string;
  /** What adds it. Text says that it is: its first line may now look like something else. */
  readonly command: string;
}

const ENDINGS: Readonly<Record<InputFormat, string>> = { lines: "txt", ndjson: "ndjson", json: "ndjson", csv: "csv" };

/** The file that `--failed` names, or one in the tool's own folder. Refused before anything is sent where it could not be written. */
export function failedFile(
  { io: { cwd }, invocation }: CommandContext,
  given: unknown,
  format: InputFormat,
): FailedFile {
  if (typeof given !== "string") {
    const name = `failed.${ENDINGS[format]}`;
    return toFile(invocation, join(makeStateFolder(cwd), name), `${STATE_FOLDER}/${name}`, format);
  }
  const path = resolve(cwd, given);
  const there = statSync(path, { throwIfNoEntry: false });
  if (!isFolder(dirname(path)) || (there !== undefined && !there.isFile()))
    throw usageError(
      `--failed: "${toPrintable(given)}" is not a regular file, or its folder does not exist. ${NOT_READ}`,
    );
  const link = findLinkOut(cwd, given);
  if (link === undefined) return toFile(invocation, path, given, format);
  throw usageError(`--failed: ${toPrintable(link)} is a link to another folder; name that folder itself. ${NOT_READ}`);
}

/** With the flags that were given, for they are fields of every item. */
function toFile(invocation: Invocation, path: string, shown: string, format: InputFormat): FailedFile {
  const as = format === "lines" && !invocation.flags.includes("--format") ? "--format lines " : "";
  return { path, shown, command: commandAgain({ ...invocation, words: "items add -" }, `${as}< ${quoteWord(shown)}`) };
}

/**
 * The entries that were not added, as they were given. Of entries with the same content all are kept if one of them failed: their keys count
 * them, so only with all of them those that were added are known again.
 */
export function failedText({ header }: Input, results: readonly Result[]): string {
  const open = new Set(results.flatMap(({ entry, added }) => (added ? [] : [entry.content])));
  const texts = results.filter(({ entry }) => open.has(entry.content)).map(({ entry }) => entry.text);
  return [...(header === undefined ? [] : [header]), ...texts, ""].join("\n");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
