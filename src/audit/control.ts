import type { Place } from "../aws/names.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { StackSettings } from "../config/stack-settings.ts";
import type { Next } from "../errors.ts";

/** A security control: what it requires of one kind of resource. */
export interface Control<Facts> {
  /** The ID by which reports name it: that of the best known rule. */
  readonly id: string;
  /** The IDs of the other rules that require the same, of Security Hub, Control Tower, checkov, cfn-nag and prowler. */
  readonly rules: readonly string[];
  /** The requirement, as a sentence. */
  readonly title: string;
  readonly severity: Severity;
  /** Reads only the facts. Reading one that could not be read throws UnreadableFact. */
  judge(facts: Facts, stack: AuditedStack): Judgement;
}

export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The stack that is audited, with the settings that its table's tags keep. */
export interface AuditedStack extends Place {
  readonly name: StackName;
  readonly settings: StackSettings;
}

/** The verdict of one control on one resource. */
export type Judgement =
  | { readonly verdict: "pass" }
  | { readonly verdict: "not-applicable"; readonly reason: string }
  | AcceptedException
  | { readonly verdict: "fail"; readonly reason: string; readonly next: Next };

/** By design: the settings ask for it, or the alternatives cost more than they protect. */
interface AcceptedException {
  readonly verdict: "accepted";
  readonly reason: string;
  /** How to meet the control: a command, or else a sentence. */
  readonly next?: Next;
  readonly alternative?: string;
}

export const PASS: Judgement = { verdict: "pass" };

/** The control does not apply, because of the architecture. */
export function notApplicable(reason: string): Judgement {
  return { verdict: "not-applicable", reason };
}

/** The control is not met on purpose. */
export function accepted(reason: string, alternative: string | Next): Judgement {
  const how = typeof alternative === "string" ? { alternative } : { next: alternative };
  return { verdict: "accepted", reason, ...how };
}

/** The control is not met, and `next` fixes it. */
export function failed(reason: string, next: Next = RESTORE): Judgement {
  return { verdict: "fail", reason, next };
}

/** Passes unless there are reasons; the first ones are named. */
export function failedFor(reasons: readonly string[], next: Next | undefined = RESTORE): Judgement {
  if (reasons.length === 0) return PASS;
  const more = reasons.length > MOST_REASONS ? `; and ${reasons.length - MOST_REASONS} more` : "";
  return failed(`${reasons.slice(0, MOST_REASONS).join("; ")}${more}`, next);
}

const MOST_REASONS = 3;

/** What a deploy compares, it also repairs. */
const RESTORE: Next = { command: "todo-api deploy", comment: "restore what was changed outside todo-api" };
