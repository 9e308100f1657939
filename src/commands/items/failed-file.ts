import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { usageError } from "../../errors.ts";
import { findLinkOut } from "../../files/safe-file.ts";
import { makeStateFolder, STATE_FOLDER } from "../../files/state-folder.ts";
import type { Result } from "../../items/add-many.ts";
import { type Input, type InputFormat, NOT_READ } from "../../items/input/input.ts";
import { toPrintable } from "../../text/printable.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { type CommandContext, commandAgain, type Invocation } from "../command-context.ts";

/** The file for the items that could not be added. */
export interface FailedFile {
  readonly path: string;
  /** As the user gave it. */
  readonly shown: string;
  /**
   * The command that adds it as part of the same input. Text needs its format: its new first line may look like
   * another.
   */
  readonly command: string;
}

interface Origin {
  readonly format: InputFormat;
  readonly inputId: string;
}

const ENDINGS: Readonly<Record<InputFormat, string>> = { lines: "txt", ndjson: "ndjson", json: "ndjson", csv: "csv" };

/**
 * The file that `--failed` gives, or one in the tool's own folder. Rejected before anything is sent if it cannot be
 * written.
 */
export function failedFile({ io: { cwd }, invocation }: CommandContext, given: unknown, origin: Origin): FailedFile {
  if (typeof given !== "string") {
    const name = `failed.${ENDINGS[origin.format]}`;
    return toFile(invocation, join(makeStateFolder(cwd), name), `${STATE_FOLDER}/${name}`, origin);
  }
  const path = resolve(cwd, given);
  const existing = statSync(path, { throwIfNoEntry: false });
  if (!isFolder(dirname(path)) || (existing !== undefined && !existing.isFile()))
    throw usageError(
      `--failed: "${toPrintable(given)}" is not a regular file, or its folder does not exist. ${NOT_READ}`,
    );
  const link = findLinkOut(cwd, given);
  if (link === undefined) return toFile(invocation, path, given, origin);
  throw usageError(`--failed: ${toPrintable(link)} is a link to another folder; name that folder itself. ${NOT_READ}`);
}

/** The command repeats the given flags, which are fields of every item. */
function toFile(invocation: Invocation, path: string, shown: string, { format, inputId }: Origin): FailedFile {
  const as = format === "lines" && !invocation.flags.includes("--format") ? "--format lines " : "";
  const more = `${as}--input-id ${inputId} < ${quoteWord(shown)}`;
  const again = commandAgain({ ...invocation, words: "items add -" }, more, "--again", "--input-id");
  return { path, shown, command: again };
}

/**
 * The text of the entries that were not added. If one of several equal entries failed, it has all of them: their keys
 * contain their number, so the API recognizes the added ones only if all are sent again.
 */
export function failedText({ header }: Input, results: readonly Result[]): string {
  const open = new Set(results.flatMap(({ entry, added }) => (added ? [] : [entry.content])));
  const texts = results.filter(({ entry }) => open.has(entry.content)).map(({ entry }) => entry.text);
  return [...(header === undefined ? [] : [header]), ...texts, ""].join("\n");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
