import type { AccountRegion } from "../aws/names.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { StackSettings } from "../config/stack-settings.ts";
import type { Next } from "../errors.ts";

/** A security control: a requirement on one kind of resource. */
export interface Control<Facts> {
  /** The ID of the best-known rule. Reports show this ID. */
  readonly id: string;
  /** The IDs of equivalent rules in Security Hub, Control Tower, checkov, cfn-nag and prowler. */
  readonly rules: readonly string[];
  /** The requirement, as a sentence. */
  readonly title: string;
  readonly severity: Severity;
  /** Throws UnreadableFact if the evaluation uses a fact that could not be read. */
  evaluate(facts: Facts, stack: AuditedStack): Evaluation;
}

export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The stack to audit, with the settings that are recorded in its table's tags. */
export interface AuditedStack extends AccountRegion {
  readonly name: StackName;
  readonly settings: StackSettings;
}

export type Evaluation =
  | { readonly verdict: "pass" }
  | { readonly verdict: "not-applicable"; readonly reason: string }
  | AcceptedException
  | { readonly verdict: "fail"; readonly reason: string; readonly next: Next };

/**
 * An exception by design: the settings require it, the alternatives cost more than they are worth, or `audit` does not
 * read what the control checks.
 */
interface AcceptedException {
  readonly verdict: "accepted";
  readonly reason: string;
  /** How to meet the control anyway: a command in `next`, or text in `alternative`. */
  readonly next?: Next;
  readonly alternative?: string;
}

export const PASS: Evaluation = { verdict: "pass" };

export function notApplicable(reason: string): Evaluation {
  return { verdict: "not-applicable", reason };
}

/** Reports that the control is deliberately not met; `alternative` describes how to meet it anyway. */
export function accepted(reason: string, alternative: string | Next): Evaluation {
  const how = typeof alternative === "string" ? { alternative } : { next: alternative };
  return { verdict: "accepted", reason, ...how };
}

/** Reports that the control is not met; `next` fixes the problem or shows more about it. */
export function failed(reason: string, next: Next = RESTORE): Evaluation {
  return { verdict: "fail", reason, next };
}

/** Passes if there are no reasons; otherwise fails with the first few. */
export function failedFor(reasons: readonly string[], next: Next | undefined = RESTORE): Evaluation {
  const distinct = [...new Set(reasons)];
  if (distinct.length === 0) return PASS;
  const more = distinct.length > MAX_REASONS ? `; and ${distinct.length - MAX_REASONS} more` : "";
  return failed(`${distinct.slice(0, MAX_REASONS).join("; ")}${more}`, next);
}

const MAX_REASONS = 3;

/** The default for `next`: a deploy repairs everything that it compares. */
const RESTORE: Next = { command: "todo-api deploy", comment: "repair the stack" };
