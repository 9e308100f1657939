import { targetDocument } from "../config/describe-target.ts";
import type { ResourceResult } from "../engine/result.ts";
import { EXIT, type ExitCode, type Next, TodoApiError } from "../errors.ts";
import { explainFailure, failureDocument, nextOf } from "../report/failures.ts";
import { countOutcomes, sayCounts } from "../report/outcome-counts.ts";
import { type CommandContext, commandAgain } from "./command-context.ts";

/** The error for a run of the engine in which something failed: partial if something was done, so that running it again continues. */
export function partialFailure(
  verb: "deploy" | "destroy" | "plan" | "orphans" | "rollback",
  { invocation }: CommandContext,
  results: readonly ResourceResult[],
): TodoApiError {
  const failures = results.filter(({ outcome }) => outcome === "failed");
  const counts = countOutcomes(results);
  const isPartial = (counts.created ?? 0) + (counts.updated ?? 0) + (counts.removed ?? 0) > 0;
  // What was exported before anything was removed is not exported again.
  const again: Next = {
    command: commandAgain(invocation, "", "--export"),
    comment: "continue where it stopped",
  };
  return new TodoApiError(
    isPartial ? `${verb}-partial` : `${verb}-failed`,
    isPartial ? EXIT.partial : exitCodeOf(failures),
    `${firstOfAll(failures)}${sayCounts(counts, EVERY_OUTCOME)}. ${isPartial ? continuing(failures) : "Nothing was changed."}`,
    {
      next: isPartial ? [...nextOf(failures), again] : nextOf(failures),
      details: { counts, failures: failures.map(failedDocument) },
    },
  );
}

const FORBIDDEN = ["access-denied", "bucket-policy-denies"];

/** What a permission forbids, it forbids the next time too. */
function continuing(failures: readonly ResourceResult[]): string {
  const isForbidden = failures.some((failed) => FORBIDDEN.includes(explainFailure(failed).code));
  return isForbidden
    ? "Once that is permitted, running it again continues from here."
    : "Running it again continues from here.";
}

/** Credentials that expired half-way fail everything after them: that is the one thing to know. */
function firstOfAll(failures: readonly ResourceResult[]): string {
  const isExpired = failures.some((failed) => explainFailure(failed).code === "credentials-expired");
  return isExpired ? "The credentials have expired: renew them first. " : "";
}

const EVERY_OUTCOME = ["failed", "skipped", "created", "updated", "removed", "unchanged", "absent", "kept"] as const;

function failedDocument(failed: ResourceResult): object {
  return { id: failed.id, kind: failed.kind, name: failed.name, ...failureDocument(failed) };
}

/** What an interrupted run came to; answers its exit code. */
export function reportPartialFailure({ io, settings }: CommandContext, results: readonly ResourceResult[]): ExitCode {
  const counts = countOutcomes(results);
  const said = sayCounts(counts, ["created", "updated", "removed", "failed", "skipped"]);
  const { stack, target, json } = settings;
  if (json) io.stdout.write(`${JSON.stringify({ type: "stopped", stack, target: targetDocument(target), counts })}\n`);
  else io.stderr.write(`Stopped: ${said}. Running it again continues from here.\n`);
  return EXIT.interrupted;
}

/** Where all failed for want of a permission, that is what the exit code says. */
function exitCodeOf(failures: readonly ResourceResult[]): ExitCode {
  const codes = new Set(failures.map((failed) => explainFailure(failed).exitCode));
  return codes.size === 1 && codes.has(EXIT.auth) ? EXIT.auth : EXIT.failure;
}
