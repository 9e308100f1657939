import type { Finding } from "../../audit/audit-stack.ts";
import { ALL_CONTROLS } from "../../audit/controls.ts";
import { type StackName, stackLabel } from "../../aws/stack-name.ts";
import { toPrintable } from "../../text/printable.ts";
import { type ControlReport, controlReports, countVerdicts, groupBy } from "./control-reports.ts";

/** Formats the report for an 80-column terminal, with the failures and their fixes first. */
export async function auditText(stack: StackName, findings: readonly Finding[], hasColor: boolean): Promise<string> {
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: hasColor ? 1 : 0 });
  const reports = controlReports(findings);
  const withVerdict = (verdict: Finding["verdict"]) => reports.filter((report) => report.verdict === verdict);
  const counts = countVerdicts(reports);
  const accepted = withVerdict("accepted");
  return [
    section(
      chalk.red("Failed"),
      withVerdict("fail").map((report) => controlText(report, "fail")),
    ),
    section(chalk.yellow("Unknown"), unknownText(findings)),
    section(
      "Accepted exceptions",
      accepted.filter((report) => !isMinor(report)).map((report) => controlText(report, "accepted")),
    ),
    section("Accepted exceptions of low severity (--json prints their reasons)", byKind(accepted.filter(isMinor))),
    section(chalk.green("Passed"), byKind(withVerdict("pass"))),
    section("Not applicable", byKind(withVerdict("not-applicable"))),
    `${stackLabel(stack)}: ${counts.fail} of ${reports.length} controls failed, ${counts.unknown} unknown, ${counts.accepted} accepted,\n${counts.pass} passed, ${counts["not-applicable"]} not applicable.\n`,
  ].join("");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.join("")}\n`;
}

/** Whether an accepted control is listed only by its ID, because its severity is low and todo-api itself accepts it. */
function isMinor({ control, findings }: ControlReport): boolean {
  return control.severity === "low" && findings.every(({ acceptedBy }) => acceptedBy !== "user");
}

function controlText({ control, findings }: ControlReport, verdict: Finding["verdict"]): string {
  const { id, severity, title } = control;
  const groups = groupBy(
    findings.filter((finding) => finding.verdict === verdict),
    ({ reason, alternative, next }) => JSON.stringify([reason, alternative, next?.command]),
  );
  const blocks = [...groups.values()].map(([first, ...others]) => (first ? findingText(first, others) : ""));
  return `${wrap(`${id}  ${severity}  ${title}`, 2)}${blocks.join("")}`;
}

function findingText(first: Finding, others: readonly Finding[]): string {
  const { kind, name = "", reason = "", alternative, next, acceptedBy } = first;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  // An exception by design requires no action, so the names of its resources are left out.
  const where = acceptedBy === "design" ? "Reason: " : `${kind} ${name}${more}: `;
  return [
    wrap(`${where}${reason}`, 4),
    ...(alternative === undefined ? [] : [wrap(`Alternative: ${alternative}`, 4)]),
    // A command stays on one line, so that it can be copied.
    ...(next ? [`    ${toPrintable(next.command)}   # ${next.comment}\n`] : []),
  ].join("");
}

function unknownText(findings: readonly Finding[]): readonly string[] {
  const unknown = findings.filter(({ verdict }) => verdict === "unknown");
  return [...groupBy(unknown, ({ reason }) => reason)].map(([reason = "", group]) => {
    const ids = [...new Set(group.map(({ control }) => control.id))];
    // The reason stays on one line, so that the IAM policy statement in it can be copied.
    return `${wrap(ids.join(", "), 2)}    ${toPrintable(reason)}\n`;
  });
}

function byKind(reports: readonly ControlReport[]): readonly string[] {
  const listed = reports.toSorted(
    (one, other) => ALL_CONTROLS.indexOf(one.control) - ALL_CONTROLS.indexOf(other.control),
  );
  const groups = groupBy(listed, ({ findings }) => findings[0]?.kind ?? "");
  return [...groups].map(([kind, group]) => {
    const ids = group.map(({ control }) => control.id).join(", ");
    return wrap(`${kind.padEnd(KIND_WIDTH)}${ids}`, 2, 2 + KIND_WIDTH);
  });
}

const COLUMNS = 80;
const KIND_WIDTH = 22;

/** Breaks lines only at single spaces, because double spaces separate columns. */
function wrap(text: string, indent: number, hanging = indent): string {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  for (const word of toPrintable(text).split(/(?<=\S) (?=\S)/)) {
    const isFirst = line.trim() === "";
    if (!isFirst && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = `${" ".repeat(hanging)}${word}`;
    } else line = isFirst ? `${line}${word}` : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${one}\n`).join("");
}
