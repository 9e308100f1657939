import { inspect } from "node:util";
import { explainAwsError } from "../aws/explain.ts";
import type { ResourceResult } from "../engine/result.ts";
import { type Next, TodoApiError } from "../errors.ts";
import { knownDocument } from "./report-error.ts";

type Failed = Pick<ResourceResult, "kind" | "name" | "error">;

/** Why a resource failed, as an error that can be printed. What neither AWS nor the user caused keeps its stack. */
export function explainFailure({ kind, name, error }: Failed): TodoApiError {
  if (error instanceof TodoApiError) return error;
  return (
    explainAwsError(error, `The ${kind} ${name}`) ??
    new TodoApiError("bug", 1, `This is a bug in todo-api; please report it: ${inspect(error)}`)
  );
}

export function failureDocument(failed: Failed): object {
  return knownDocument(explainFailure(failed));
}

/** Every failure with its whole reason, a paragraph each. */
export function failureText(failures: readonly ResourceResult[]): string {
  const paragraphs = failures.map((failed) => `${failed.kind}  ${failed.name}\n  ${explainFailure(failed).message}\n`);
  return `\n${paragraphs.join("\n")}\n`;
}

/** What helps against these failures, each command once. */
export function nextOf(failures: readonly ResourceResult[]): readonly Next[] {
  const all = failures.flatMap((failed) => explainFailure(failed).next);
  return [...new Map(all.map((next) => [next.command, next])).values()];
}
