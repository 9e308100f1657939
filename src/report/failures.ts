import { inspect } from "node:util";
import { explainAwsError } from "../aws/explain.ts";
import { type HintTarget, textWithTarget } from "../config/suggested-command.ts";
import { notesIn, type ResourceResult } from "../engine/result.ts";
import { type Next, TodoApiError } from "../errors.ts";
import { toPrintable, toPrintableLines } from "../text/printable.ts";
import { knownDocument } from "./report-error.ts";

type Failed = Pick<ResourceResult, "kind" | "name" | "error">;

/** Converts the failure of a resource to an error for users; the message for a bug contains the stack trace. */
export function explainFailure(failed: Failed): TodoApiError {
  const { error } = failed;
  if (error instanceof TodoApiError) return error;
  return (
    explainAwsError(error, subjectOf(failed)) ??
    new TodoApiError("bug", 1, `this is a bug in todo-api; please report it: ${inspect(error)}`)
  );
}

/** Converts the failure of a resource to its `--json` document. */
export function failureDocument(failed: Failed): object {
  return knownDocument(explainFailure(failed));
}

/** Formats a paragraph for each reason, with the resources that failed for it, and then the notes. */
export function failureText(results: readonly ResourceResult[], hintTarget: HintTarget): string {
  const failures = results.filter(({ outcome }) => outcome === "failed");
  const paragraphs = [...new Set(failures.map(reasonOf))].map((reason) => {
    const failed = failures.filter((one) => reasonOf(one) === reason);
    const [first] = failed;
    if (first !== undefined && failed.length === 1)
      return `${titleOf(first)}\n  ${toPrintableLines(textWithTarget(explainFailure(first).message, hintTarget))}\n`;
    return `${failed.length} resources failed for the same reason: ${toPrintableLines(textWithTarget(reason, hintTarget))}\n${namesText(failed)}`;
  });
  const notes = notesIn(results).map((note) => `${toPrintableLines(note)}\n`);
  return `\n${[...paragraphs, ...notes].join("\n")}\n`;
}

const MAX_NAMES = 5;

function namesText(failed: readonly Failed[]): string {
  const names = failed.slice(0, MAX_NAMES).map((one) => `  ${titleOf(one)}\n`);
  return [...names, ...(failed.length > names.length ? [`  and ${failed.length - names.length} more\n`] : [])].join("");
}

function titleOf({ kind, name }: Failed): string {
  return `${kind}  ${toPrintable(name)}`;
}

/** Returns the message without the resource at its start, so that failures with the same reason can be grouped. */
function reasonOf(failed: Failed): string {
  const { message } = explainFailure(failed);
  const subject = `${subjectOf(failed)}: `;
  return message.startsWith(subject) ? message.slice(subject.length) : message;
}

function subjectOf({ kind, name }: Pick<Failed, "kind" | "name">): string {
  return `the ${kind} ${name}`;
}

/** Returns the hints for the failures, with each command listed once. */
export function nextOf(failures: readonly ResourceResult[]): readonly Next[] {
  const all = failures.flatMap((failed) => explainFailure(failed).next);
  return [...new Map(all.map((next) => [next.command, next])).values()];
}
