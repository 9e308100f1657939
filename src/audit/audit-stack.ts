import type { Next } from "../errors.ts";
import { KIND } from "../resources/kinds.ts";
import type { AuditedStack, Control, Evaluation } from "./control.ts";
import { CONTROLS, type ControlInfo } from "./controls.ts";
import { UnreadableFact } from "./fact.ts";
import type { AuditedResource, StackFacts } from "./facts.ts";

/** The result of one control for one resource. */
export interface Finding {
  readonly control: ControlInfo;
  readonly kind: string;
  /** The name of the resource; undefined if the stack has no resource of this kind. */
  readonly name: string | undefined;
  readonly verdict: Evaluation["verdict"] | "unknown";
  readonly reason?: string;
  readonly alternative?: string;
  readonly next?: Next;
  /** Who accepts the exception: todo-api (by design) or the user. */
  readonly acceptedBy?: "design" | "user";
  /** The missing permission, if the verdict is unknown. */
  readonly missingAction?: string;
}

/** Applies every control to every resource of its kind. */
export function auditStack(facts: StackFacts, stack: AuditedStack, acceptedByUser: AcceptedRules): readonly Finding[] {
  const audit = <Facts>(
    kind: string,
    subjects: readonly AuditedResource<Facts>[],
    controls: readonly Control<Facts>[],
  ) =>
    controls.flatMap((control) =>
      subjects.length === 0
        ? [{ control, kind, name: undefined, verdict: "not-applicable" as const, reason: `the stack has no ${kind}` }]
        : subjects.map((subject) => withAcceptance(evaluate(control, subject, stack), acceptedByUser)),
    );
  return [
    ...audit(KIND.restApi, facts.apis, CONTROLS.apis),
    ...audit(KIND.function, facts.functions, CONTROLS.functions),
    ...audit(KIND.role, facts.roles, CONTROLS.roles),
    ...audit(KIND.table, facts.tables, CONTROLS.tables),
    ...audit(KIND.logGroup, facts.logGroups, CONTROLS.logGroups),
    ...audit("S3 bucket", facts.buckets, CONTROLS.buckets),
  ];
}

/** The rules whose failures the user accepts, with the reason for each. */
type AcceptedRules = Readonly<Record<string, string>>;

function evaluate<Facts>(
  control: Control<Facts>,
  { kind, name, facts }: AuditedResource<Facts>,
  stack: AuditedStack,
): Finding {
  try {
    const evaluation = control.evaluate(facts, stack);
    const by = evaluation.verdict === "accepted" ? ({ acceptedBy: "design" } as const) : {};
    return { control, kind, name, ...evaluation, ...by };
  } catch (error) {
    if (!(error instanceof UnreadableFact)) throw error;
    const { message, action } = error;
    return { control, kind, name, verdict: "unknown", reason: message, missingAction: action };
  }
}

/** Marks a failure as accepted if the user accepts any rule of its control. */
function withAcceptance(finding: Finding, acceptedByUser: AcceptedRules): Finding {
  if (finding.verdict !== "fail") return finding;
  const { control, kind, name, reason: failure = "", next } = finding;
  const rule = [control.id, ...control.rules].find((id) => Object.hasOwn(acceptedByUser, id));
  if (rule === undefined) return finding;
  const reason = `${failure}; accepted: ${acceptedByUser[rule]}`;
  return { control, kind, name, verdict: "accepted", acceptedBy: "user", reason, ...(next && { next }) };
}
