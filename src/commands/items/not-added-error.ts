import { EXIT, TodoApiError } from "../../errors.ts";
import { isApiFailure, type Result } from "../../items/add-many.ts";
import { countText } from "../../text/count-text.ts";
import type { FailedFile } from "./failed-file.ts";

const MAX_LINES = 20;

/** "Added 3 items; 2 more were added by an earlier run with the same input (--again adds them again)." */
export function addedText(results: readonly Result[]): string {
  const { fresh, before } = countsOf(results);
  const earlier = `${before} more ${before === 1 ? "was" : "were"} added by an earlier run with the same input`;
  return `Added ${countText(fresh, "item")}${before > 0 ? `; ${earlier} (--again adds ${before === 1 ? "it" : "them"} again)` : ""}.`;
}

/** The error that reports added items, failures with reasons, and the file with the items that were not added. */
export function notAddedError(
  results: readonly Result[],
  { shown, command, isSaved }: FailedFile & { readonly isSaved: boolean },
  unit: "line" | "element",
): TodoApiError {
  const { fresh, before } = countsOf(results);
  const failed = results.flatMap(({ entry, error }) => (error ? [{ line: entry.line, error }] : []));
  const unsent = results.filter(({ added, error }) => !added && !error);
  const open = failed.length + unsent.length;
  const lines = failed.slice(0, MAX_LINES).map(({ line, error }) => `\n  ${unit} ${line}: ${reasonOf(error)}`);
  const more = failed.length > lines.length ? `\n  and ${failed.length - lines.length} more` : "";
  const first = unsent[0]?.entry.line;
  const rest =
    unsent.length > 0 ? `\n  ${unsent.length} not sent or without a response, starting at ${unit} ${first}` : "";
  const mustFix = failed.some(({ error }) => !isApiFailure(error));
  const saved = mustFix ? `Rejected rows are in ${shown}; fix and add them.` : `The remaining rows are in ${shown}.`;
  const kept = isSaved ? saved : `${shown} was not written.`;
  const details = failed.map(({ line, error }) => ({ line, message: error.message, ...error.details }));
  return new TodoApiError(
    fresh + before > 0 ? "partly-added" : (failed[0]?.error.code ?? "not-added"),
    fresh + before > 0 ? EXIT.partial : EXIT.api,
    `${open} of ${countText(results.length, "item")} ${open === 1 ? "was" : "were"} not added.${lines.join("")}${more}${rest}\n${addedText(results)} ${kept}`,
    {
      next: [
        ...(isSaved ? [{ command, comment: mustFix ? "add the fixed rows" : "add the remaining rows" }] : []),
        ...(failed[0]?.error.next.filter((step) => step.command.includes("logs")) ?? []),
      ],
      details: {
        added: fresh,
        addedBefore: before,
        failed: details,
        notSent: unsent.length,
        ...(isSaved && { failedFile: shown }),
        ids: idsOf(results),
      },
    },
  );
}

function countsOf(results: readonly Result[]) {
  const added = results.flatMap(({ added: one }) => (one ? [one] : []));
  const before = added.filter(({ isRepeat }) => isRepeat).length;
  return { fresh: added.length - before, before };
}

function idsOf(results: readonly Result[]): readonly string[] {
  return results.flatMap(({ added }) => (added ? [added.item.id] : []));
}

/** Returns the message on one line, without the prefix that most messages share. */
function reasonOf({ message }: TodoApiError): string {
  return message.replace(/^could not add the item: the API returned /, "").replaceAll("\n", " ");
}
