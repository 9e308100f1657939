import { EXIT, TodoApiError } from "../../errors.ts";
import { isTrouble, type Result } from "../../items/add-many.ts";
import type { FailedFile } from "./failed-file.ts";

const MOST_LINES = 20;

/** "Added 3 items; 2 were added by an earlier run." */
export function countsText(results: readonly Result[]): string {
  const { fresh, before } = countsOf(results);
  const repeated = `${before} ${before === 1 ? "was" : "were"} added by an earlier run of the same input`;
  return `Added ${fresh} ${fresh === 1 ? "item" : "items"}${before > 0 ? `; ${repeated}, and --again adds them once more` : ""}.`;
}

/** The error that says what was added, what failed and why, and where that is kept. */
export function addFailure(results: readonly Result[], { shown, command }: FailedFile): TodoApiError {
  const { fresh, before } = countsOf(results);
  const failed = results.flatMap(({ entry, error }) => (error ? [{ line: entry.line, error }] : []));
  const unsent = results.filter(({ added, error }) => !added && !error);
  const open = failed.length + unsent.length;
  const lines = failed.slice(0, MOST_LINES).map(({ line, error }) => `\n  line ${line}: ${reasonOf(error)}`);
  const more = failed.length > lines.length ? `\n  and ${failed.length - lines.length} more` : "";
  const rest =
    unsent.length > 0
      ? `\n  ${unsent.length} not sent or without an answer, from line ${unsent[0]?.entry.line} on`
      : "";
  const isToMend = failed.some(({ error }) => !isTrouble(error));
  const kept = `What was not added is in ${shown}${isToMend ? ": mend it first" : ""}. Running the same input again within 24 hours adds that alone.`;
  const details = failed.map(({ line, error }) => ({ line, message: error.message, ...error.details }));
  return new TodoApiError(
    fresh + before > 0 ? "partly-added" : (failed[0]?.error.code ?? "not-added"),
    fresh + before > 0 ? EXIT.partial : EXIT.api,
    `${open} of ${results.length} items ${open === 1 ? "was" : "were"} not added.${lines.join("")}${more}${rest}\n${countsText(results)} ${kept}`,
    {
      next: [
        {
          command,
          when: isToMend ? "you have mended it" : "you want to try what failed again",
        },
        ...(failed[0]?.error.next.filter((step) => step.command.includes("logs")) ?? []),
      ],
      details: {
        added: fresh,
        addedBefore: before,
        failed: details,
        notSent: unsent.length,
        failedFile: shown,
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

/** Every line would begin with the same words. */
function reasonOf({ message }: TodoApiError): string {
  return message.replace(/^Could not add the item: the API answered /, "").replaceAll("\n", " ");
}
