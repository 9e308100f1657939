import { EXIT, TodoApiError } from "../../errors.ts";
import { toPrintable, toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";

interface ItemAction<Result> {
  run(id: string): Promise<Result>;
  /** Returns the message for stderr. */
  describe(result: Result): string;
  toJson(result: Result): object;
}

/**
 * Runs an action on several items in sequence. For each item, prints its ID to stdout and a message to stderr; with
 * `--json`, prints one JSON array instead. Continues after a failure; the error lists all failed items.
 */
export async function forEachItem<Result>(
  { io, settings, signal }: CommandContext,
  ids: readonly string[],
  action: ItemAction<Result>,
): Promise<number> {
  const done: object[] = [];
  const failed: { readonly id: string; readonly error: TodoApiError }[] = [];
  for (const id of ids) {
    signal.throwIfAborted();
    try {
      const result = await action.run(id);
      done.push(action.toJson(result));
      if (settings.json) continue;
      io.stderr.write(`${action.describe(result)}\n`);
      io.stdout.write(`${toPrintable(id)}\n`);
    } catch (error) {
      if (!(error instanceof TodoApiError)) throw error;
      failed.push({ id, error });
    }
  }
  if (failed.length > 0) throw failure(ids, done, failed);
  if (settings.json) io.stdout.write(`${toPrintableJson(done, 2)}\n`);
  return EXIT.ok;
}

function failure(
  ids: readonly string[],
  done: readonly object[],
  failed: readonly { readonly id: string; readonly error: TodoApiError }[],
): TodoApiError {
  const [first] = failed;
  if (first !== undefined && ids.length === 1) return first.error;
  const lines = failed.map(({ id, error }) => `\n  ${toPrintable(id)}  ${error.message}`);
  return new TodoApiError(
    done.length > 0 ? "partly-done" : "api-error",
    done.length > 0 ? EXIT.partial : EXIT.api,
    `${failed.length} of ${ids.length} items failed:${lines.join("")}`,
    {
      next: first?.error.next ?? [],
      details: { done, failed: failed.map(({ id, error }) => ({ id, message: error.message, ...error.details })) },
    },
  );
}
