import { randomUUID } from "node:crypto";
import type { Model } from "../../api/model/model.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { replaceFile } from "../../files/safe-file.ts";
import type { Io } from "../../io.ts";
import { addMany, type Result } from "../../items/add-many.ts";
import { readInput } from "../../items/input/read-input.ts";
import { toEntries } from "../../items/input/to-entries.ts";
import type { Fields } from "../../items/item.ts";
import { paceBelow } from "../../items/pace-below.ts";
import { toPrintable, toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import type { AddOptions } from "./add.ts";
import { addFailure, countsText } from "./add-failure.ts";
import { startProgress } from "./add-progress.ts";
import { failedFile, failedText } from "./failed-file.ts";
import { knownThrottle, openItemsApi } from "./open-items-api.ts";

/** A stream of items can wait longer than a person for one. */
const ATTEMPTS = 8;

/** `items add -`: adds the items of standard input, each once however often the same input comes, and prints their ids in its order. */
export async function addFromInput(
  context: CommandContext,
  model: Model,
  given: Fields,
  options: AddOptions,
): Promise<number> {
  const { io, settings, signal } = context;
  if (io.stdin.isTTY && !settings.json)
    io.stderr.write("Type an item a line, and end with Ctrl-D (on Windows: Ctrl-Z).\n");
  const input = await readInput(await io.stdin.bytes(signal), options["format"], model);
  const entries = toEntries(input, given, model, options["again"] === true ? randomUUID() : "");
  if (entries.length === 0) throw usageError(`Standard input holds no items. ${input.refusal}`);
  sayDuration(context, model, entries.length);
  const file = failedFile(context, options["failed"], input.format);
  const progress = await startProgress(io, settings.json, entries.length);
  const print = inOrder((result) => {
    // A terminal gets the count alone: thousands of IDs would push everything else away.
    if (result.added && !settings.json && !io.stdout.isTTY) io.stdout.write(`${toPrintable(result.added.item.id)}\n`);
  });
  const results = await addMany(openItemsApi(context, ATTEMPTS), entries, signal, (result, index) => {
    print(result, index);
    progress.count(result);
  }).finally(progress.end);
  const open = results.filter(({ added }) => added === undefined);
  if (open.length > 0) {
    keepFailed(io, file.path, failedText(input, results));
    const failure = addFailure(results, file);
    // After Ctrl-C the command ends as such, whatever is thrown.
    if (signal.aborted && !settings.json) io.stderr.write(`${failure.message}\n`);
    throw failure;
  }
  if (settings.json) io.stdout.write(`${toPrintableJson(toDocument(results), 2)}\n`);
  else io.stderr.write(`${countsText(results)}\n`);
  return EXIT.ok;
}

/** A stack of the default limit takes 20 items a second: what takes long is announced with its reason. */
function sayDuration(context: CommandContext, { labels }: Model, count: number): void {
  const throttle = knownThrottle(context);
  const seconds = count / paceBelow(throttle);
  if (context.settings.json || seconds < LONG_SECONDS) return;
  context.io.stderr.write(
    `Adding ${count.toLocaleString("en")} ${labels.many} takes about ${Math.ceil(seconds)} s at ${paceBelow(throttle)} a second, below the stage's limit of ${throttle.rate} (todo-api deploy --throttle).\n`,
  );
}

const LONG_SECONDS = 10;

/** Where the disk is full, the terminal is the last place where it is not lost. */
function keepFailed({ stderr }: Io, path: string, text: string): void {
  try {
    replaceFile(path, text);
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    stderr.write(`warning: ${error.message} What was not added is:\n${text}`);
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

/** Hands results on in the order of the input, as soon as all before them are there. */
function inOrder(hand: (result: Result) => void): (result: Result, index: number) => void {
  const waiting = new Map<number, Result>();
  let next = 0;
  return (result, index) => {
    waiting.set(index, result);
    for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
      waiting.delete(next);
      next += 1;
      hand(ready);
    }
  };
}
