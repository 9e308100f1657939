import type { Effects } from "../aws/record-effects.ts";
import { targetDocument } from "../config/describe-target.ts";
import { notesIn, type ResourceResult } from "../engine/result.ts";
import { EXIT, type ExitCode, type Next, TodoApiError } from "../errors.ts";
import { explainFailure, failureDocument, nextOf } from "../report/failures.ts";
import { countOutcomes, countsText } from "../report/outcome-counts.ts";
import { type CommandContext, rerunCommand } from "./command-context.ts";
import { NOTHING_CHANGED } from "./interruptible.ts";

/** The facts that an error reports in addition to the failures. */
interface RunFacts {
  /** The results to count; by default, all results. */
  readonly counted?: readonly ResourceResult[];
  /** The changes that the run's calls may have made; by default, none. */
  readonly effects?: Effects;
}

/** The error for a run with failures: partial if a resource was changed, because a rerun then continues the work. */
export function partialFailure(
  command: "deploy" | "destroy" | "plan" | "orphans" | "rollback",
  { invocation }: CommandContext,
  results: readonly ResourceResult[],
  { counted = results, effects }: RunFacts = {},
): TodoApiError {
  const failures = results.filter(({ outcome }) => outcome === "failed");
  const counts = countOutcomes(counted);
  const notes = notesIn(results);
  const isPartial = results.some(({ outcome }) => CHANGING_OUTCOMES.includes(outcome));
  // The rerun omits --export: the items are already saved, and `destroy` never replaces an existing file.
  const again: Next = {
    command: rerunCommand(invocation, "", "--export"),
    comment: "continue where it stopped",
  };
  return new TodoApiError(
    isPartial ? `${command}-partial` : `${command}-failed`,
    isPartial ? EXIT.partial : exitCodeOf(failures),
    `${expiredCredentialsText(failures)}${countsText(counts, EVERY_OUTCOME)}. ${isPartial ? continueText(failures) : noChangeText(command, effects)}`,
    {
      next: isPartial ? [...nextOf(failures), again] : nextOf(failures),
      details: { counts, failures: failures.map(failedDocument), ...(notes.length > 0 && { notes }) },
    },
  );
}

/** A failed resource may be partly changed. For a destroy, only deletions count, because it also tags the table. */
function noChangeText(command: string, { hasChanged, hasDeleted }: Effects = NO_EFFECTS): string {
  if (command === "destroy" || command === "orphans")
    return hasDeleted ? "No resource was fully removed." : "Nothing was removed.";
  return hasChanged ? "No resource was fully created or updated." : "Nothing was changed.";
}

const NO_EFFECTS: Effects = { hasChanged: false, hasDeleted: false };

const CHANGING_OUTCOMES: readonly ResourceResult["outcome"][] = ["created", "updated", "removed"];

const FORBIDDEN = ["access-denied", "bucket-policy-denies"];

/** Without the missing permission, the next run would fail too. */
function continueText(failures: readonly ResourceResult[]): string {
  const isForbidden = failures.some((failed) => FORBIDDEN.includes(explainFailure(failed).code));
  return isForbidden
    ? "Once access is granted, run the command again to continue."
    : "Run the command again to continue.";
}

/** Reports expired credentials first, because they cause all later failures. */
function expiredCredentialsText(failures: readonly ResourceResult[]): string {
  const isExpired = failures.some((failed) => explainFailure(failed).code === "credentials-expired");
  return isExpired ? "the credentials have expired: renew them first. " : "";
}

const EVERY_OUTCOME = ["failed", "skipped", "created", "updated", "removed", "unchanged", "absent", "kept"] as const;

function failedDocument(failed: ResourceResult): object {
  return { id: failed.id, kind: failed.kind, name: failed.name, ...failureDocument(failed) };
}

/** Reports an interrupted run and returns its exit code. */
export function reportInterruption({ io, settings }: CommandContext, results: readonly ResourceResult[]): ExitCode {
  const counts = countOutcomes(results);
  const isUnchanged = STOPPED_OUTCOMES.every((outcome) => (counts[outcome] ?? 0) === 0);
  const summary = isUnchanged ? NOTHING_CHANGED : countsText(counts, STOPPED_OUTCOMES);
  const { stack, target, json } = settings;
  if (json) io.stdout.write(`${JSON.stringify({ type: "stopped", stack, target: targetDocument(target), counts })}\n`);
  else io.stderr.write(`Stopped: ${summary}. Run the command again to continue.\n`);
  return EXIT.interrupted;
}

const STOPPED_OUTCOMES = ["created", "updated", "removed", "failed", "skipped"] as const;

/** The exit code for missing access if that is the reason for all failures, else the code for a general failure. */
function exitCodeOf(failures: readonly ResourceResult[]): ExitCode {
  const codes = new Set(failures.map((failed) => explainFailure(failed).exitCode));
  return codes.size === 1 && codes.has(EXIT.auth) ? EXIT.auth : EXIT.failure;
}
