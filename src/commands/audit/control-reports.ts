import type { Finding } from "../../audit/audit-stack.ts";
import { SEVERITIES } from "../../audit/control.ts";
import type { ControlInfo } from "../../audit/controls.ts";

/** The findings of one control, and the worst verdict among them. */
export interface ControlReport {
  readonly control: ControlInfo;
  readonly verdict: Finding["verdict"];
  readonly findings: readonly Finding[];
}

/** The verdicts, worst first. */
const VERDICTS = [
  "fail",
  "unknown",
  "accepted",
  "pass",
  "not-applicable",
] as const satisfies readonly Finding["verdict"][];

/** Returns one report per control, sorted by verdict (worst first) and then by severity (highest first). */
export function controlReports(findings: readonly Finding[]): readonly ControlReport[] {
  const byControl = groupBy(findings, ({ control }) => control);
  return [...byControl]
    .map(([control, controlFindings]) => ({ control, findings: controlFindings, verdict: worstOf(controlFindings) }))
    .toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** Groups members by key, in the order of the groups' first members. */
export function groupBy<Member, Key>(members: readonly Member[], keyOf: (member: Member) => Key): Map<Key, Member[]> {
  const groups = new Map<Key, Member[]>();
  for (const member of members) {
    const key = keyOf(member);
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return groups;
}

/** The number of controls for each verdict. */
export function countVerdicts(reports: readonly ControlReport[]): Readonly<Record<Finding["verdict"], number>> {
  const count = (verdict: Finding["verdict"]) => reports.filter((report) => report.verdict === verdict).length;
  return {
    fail: count("fail"),
    unknown: count("unknown"),
    accepted: count("accepted"),
    pass: count("pass"),
    "not-applicable": count("not-applicable"),
  };
}

function worstOf(findings: readonly Finding[]): Finding["verdict"] {
  return VERDICTS.find((verdict) => findings.some((finding) => finding.verdict === verdict)) ?? "not-applicable";
}

function rankOf({ verdict, control }: ControlReport): number {
  return VERDICTS.indexOf(verdict) * SEVERITIES.length + SEVERITIES.indexOf(control.severity);
}
