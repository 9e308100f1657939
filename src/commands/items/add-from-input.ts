import { rmSync } from "node:fs";
import type { Model } from "../../api/model/model.ts";
import { EXIT, hasCode, TodoApiError, usageError } from "../../errors.ts";
import { FileFault, readRegularFile, replaceFile } from "../../files/safe-file.ts";
import type { Io } from "../../io.ts";
import { addMany, type Result } from "../../items/add-many.ts";
import { type Input, unitOf } from "../../items/input/input.ts";
import { readInput } from "../../items/input/read-input.ts";
import { parseInputId, randomInputId, toEntries } from "../../items/input/to-entries.ts";
import type { Fields } from "../../items/item.ts";
import { paceBelow } from "../../items/pace-below.ts";
import { toPrintable, toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { addFailure, countsText } from "./add-failure.ts";
import { startProgress } from "./add-progress.ts";
import { failedFile, failedText } from "./failed-file.ts";
import { knownThrottle, openItemsApi } from "./open-items-api.ts";

/** A bulk import can wait longer than a user who adds one item. */
const ATTEMPTS = 8;

type Options = Readonly<Record<string, unknown>>;

/**
 * `items add -`: adds the items of standard input in its order, each once however often the same input is added, and
 * prints their IDs.
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
    io.stderr.write("Type one item per line; end with Ctrl-D (on Windows: Ctrl-Z).\n");
  const input = await readInput(await io.stdin.bytes(signal), options["format"], model);
  const { inputId, entries } = toEntries(input, given, model, knownId);
  if (entries.length === 0) throw usageError(`standard input has no items. ${input.refusal}`);
  printDuration(context, model, entries.length);
  const file = failedFile(context, options["failed"], { format: input.format, inputId });
  const progress = await startProgress(io, settings.json, entries.length);
  const results = await addMany(openItemsApi(context, ATTEMPTS), entries, signal, (result) => {
    // On a terminal only the count: thousands of IDs would scroll everything else away.
    if (result.added && !settings.json && !io.stdout.isTTY) io.stdout.write(`${toPrintable(result.added.item.id)}\n`);
    progress.count(result);
  }).finally(progress.end);
  if (results.some(({ added }) => added === undefined)) {
    keepFailed(io, file.path, failedText(input, results));
    const failure = addFailure(results, file, unitOf(input.format));
    // Ctrl-C ends the command with its own message, whatever is thrown.
    if (signal.aborted && !settings.json) io.stderr.write(`${failure.message}\n`);
    throw failure;
  }
  if (options["failed"] === undefined) removeIfAdded(file.path, input, results);
  if (settings.json) io.stdout.write(`${toPrintableJson(toDocument(results), 2)}\n`);
  else io.stderr.write(`${countsText(results)}\n`);
  return EXIT.ok;
}

function readInputId({ again, inputId }: Options): string | undefined {
  if (again === true && inputId !== undefined)
    throw usageError("--again and --input-id contradict each other; give one");
  if (again === true) return randomInputId();
  return typeof inputId === "string" ? parseInputId(inputId) : undefined;
}

/** A stack with the default limit accepts 20 items per second: a long import is announced with its reason. */
function printDuration(context: CommandContext, { labels }: Model, count: number): void {
  const throttle = knownThrottle(context);
  const seconds = count / paceBelow(throttle);
  if (context.settings.json || seconds < LONG_SECONDS) return;
  context.io.stderr.write(
    `Adding ${count.toLocaleString("en")} ${labels.many} takes at least ${Math.ceil(seconds)} s at ${paceBelow(throttle)} per second, below the stage's limit of ${throttle.rate} (todo-api deploy --throttle).\n`,
  );
}

const LONG_SECONDS = 10;

/** If the file cannot be written, for example on a full disk, the items are printed, so that they are not lost. */
function keepFailed({ stderr }: Io, path: string, text: string): void {
  try {
    replaceFile(path, text);
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    stderr.write(`warning: ${error.message}; these items were not added:\n${text}`);
  }
}

/** Removes the file that an earlier run wrote, once every row in it has been added. */
function removeIfAdded(path: string, { header = "" }: Input, results: readonly Result[]): void {
  const added = new Set([header, ...results.map(({ entry }) => entry.text)].flatMap((text) => text.split("\n")));
  try {
    const rows =
      readRegularFile(path)
        ?.split("\n")
        .filter((row) => row !== "") ?? [];
    if (rows.length > 0 && rows.every((row) => added.has(row))) rmSync(path, { force: true });
  } catch (error) {
    // It takes space, but the items are added. Windows cannot remove a file that standard input still reads.
    if (!(error instanceof FileFault || hasCode(error, "EBUSY", "EPERM", "EACCES"))) throw error;
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
