import type { Model } from "../../api/model/model.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { replaceFile } from "../../files/safe-file.ts";
import type { Io } from "../../io.ts";
import { addMany, type Result } from "../../items/add-many.ts";
import { type Input, type InputFormat, parseFormat, unitOf } from "../../items/input/input.ts";
import { readInput } from "../../items/input/read-input.ts";
import { toEntries } from "../../items/input/to-entries.ts";
import type { Fields } from "../../items/item.ts";
import { maxRequestRate } from "../../items/request-rate.ts";
import { toPrintable, toPrintableJson, toPrintableLines } from "../../text/printable.ts";
import { warn } from "../../text/warn.ts";
import type { CommandContext } from "../command-context.ts";
import { startProgress } from "./add-progress.ts";
import {
  chooseFailedFile,
  type FailedFile,
  failedText,
  isReplaceable,
  type Origin,
  removeFailedFiles,
} from "./failed-file.ts";
import { readInputId } from "./input-options.ts";
import { addedText, notAddedError } from "./not-added-error.ts";
import { knownThrottle, openItemsApi } from "./open-items-api.ts";

/** More attempts than for a single item, because a bulk import can wait longer. */
const ATTEMPTS = 8;

type Options = Readonly<Record<string, unknown>>;

/**
 * `items add -`: adds the items from standard input in order. If the same input is added again within 24 hours, skips
 * the items that were added before and still exist, unless --again is given.
 */
export async function addFromInput(
  context: CommandContext,
  model: Model,
  given: Fields,
  options: Options,
): Promise<number> {
  const { io, settings, signal } = context;
  const knownId = readInputId(options);
  if (io.stdin.isTTY && !settings.json)
    io.stderr.write(`Type ${whatToType(options["format"])}; end with Ctrl-D (on Windows: Ctrl-Z, then Enter).\n`);
  const bytes = await io.stdin.bytes(signal);
  const input = await readInput(bytes, options["format"], model);
  const { inputId, entries } = toEntries(input, given, model, knownId);
  if (entries.length === 0) throw usageError(`standard input contains no items. ${input.refusal}`);
  printDuration(context, model, entries.length);
  const origin = { format: input.format, inputId, bytes, lines: linesOf(input) };
  const file = chooseFailedFile(context, options["failed"], origin);
  const progress = await startProgress(io, settings.json, entries.length);
  const results = await addMany(openItemsApi(context, ATTEMPTS), entries, signal, (result) => {
    // A terminal shows only the count, because thousands of IDs would scroll everything else off the screen.
    if (result.added && !settings.json && !io.stdout.isTTY) io.stdout.write(`${toPrintable(result.added.item.id)}\n`);
    progress.count(result);
  }).finally(progress.end);
  if (results.some(({ added }) => added === undefined)) {
    const isSaved = keepFailed(io, file, failedText(input, results), origin);
    const failure = notAddedError(results, { ...file, isSaved }, unitOf(input.format));
    // After Ctrl-C, `interruptible` does not report the thrown error, so its message is printed here.
    if (signal.aborted && !settings.json) io.stderr.write(`${toPrintableLines(failure.message)}\n`);
    throw failure;
  }
  if (options["failed"] === undefined) removeFailedFiles(context, origin);
  if (settings.json) io.stdout.write(`${toPrintableJson(toDocument(results), 2)}\n`);
  else io.stderr.write(`${addedText(results)}\n`);
  return EXIT.ok;
}

function whatToType(format: unknown): string {
  return WHAT_TO_TYPE[format === undefined ? "lines" : parseFormat(format)];
}

const WHAT_TO_TYPE: Readonly<Record<InputFormat, string>> = {
  lines: "one item per line",
  ndjson: "one JSON object per line",
  json: "a JSON array of items",
  csv: "a header line with field names, then one item per line",
};

function printDuration(context: CommandContext, { labels }: Model, count: number): void {
  const throttle = knownThrottle(context);
  const rate = maxRequestRate(throttle);
  const seconds = count / rate;
  if (context.settings.json || seconds < LONG_SECONDS) return;
  context.io.stderr.write(
    `Adding ${count.toLocaleString("en")} ${labels.many} takes at least ${Math.ceil(seconds)} s at ${rate} per second, below the stage's limit of ${throttle.rate} (todo-api deploy --throttle).\n`,
  );
}

const LONG_SECONDS = 10;

function linesOf({ header, records }: Input): ReadonlySet<string> {
  const texts = [...(header === undefined ? [] : [header]), ...records.map(({ text }) => text)];
  return new Set(texts.flatMap((text) => text.split(/\r?\n/)));
}

/**
 * Saves the rejected and unsent items in the file, so that they are not lost, and returns true. If the file cannot be
 * written, or another program created or changed it, prints the items instead and returns false.
 */
function keepFailed({ stderr }: Io, { path, shown }: FailedFile, text: string, origin: Origin): boolean {
  try {
    if (!isReplaceable(path, origin)) throw usageError(`${shown} was created or changed by another program`);
    replaceFile(path, text);
    return true;
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    // Tabs are kept, because they can separate the columns of CSV.
    const rows = text.split("\t").map(toPrintableLines).join("\t");
    warn(stderr, `${error.message}; these items were not added:`);
    stderr.write(rows);
    return false;
  }
}

function toDocument(results: readonly Result[]): object {
  const items = results.flatMap(({ added }) => (added ? [added] : []));
  return {
    added: items.filter(({ isRepeat }) => !isRepeat).length,
    addedBefore: items.filter(({ isRepeat }) => isRepeat).length,
    ids: items.map(({ item }) => item.id),
  };
}
