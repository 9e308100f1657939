import { auditStack, type Finding } from "../../audit/audit-stack.ts";
import type { StackFacts } from "../../audit/facts.ts";
import { readFacts } from "../../audit/read-facts.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import type { Settings } from "../../config/read-settings.ts";
import { hintsWithTarget, hintWithTarget } from "../../config/suggested-command.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { usesColor } from "../../report/color.ts";
import { nextText } from "../../report/report-error.ts";
import type { CommandContext } from "../command-context.ts";
import { openSettings } from "../open-stack.ts";
import { auditDocument } from "./audit-document.ts";
import type { AuditOptions } from "./audit-options.ts";
import { auditText } from "./audit-text.ts";
import { sarifDocument } from "./sarif.ts";

/** Checks the deployed stack against security controls. */
export async function audit(context: CommandContext, { sarif = false }: AuditOptions): Promise<number> {
  const { io, settings } = context;
  const { cloud, settings: deployed } = await openSettings(context, { requiresSettings: true });
  const { account, region } = cloud;
  const stack = { name: settings.stack, settings: deployed, account, region };
  const facts = await readFacts(cloud, stack);
  const isDeployed = hasMoreThanTable(facts);
  const findings = isDeployed
    ? auditStack(facts, stack, settings.acceptedRules).map((finding) => withTarget(finding, settings))
    : [];
  if (sarif) io.stdout.write(`${JSON.stringify(sarifDocument(settings, findings), undefined, 2)}\n`);
  else if (settings.json)
    io.stdout.write(`${JSON.stringify(auditDocument(settings, isDeployed, findings), undefined, 2)}\n`);
  else if (isDeployed) {
    io.stdout.write(await auditText(settings.stack, findings, usesColor(io.stdout, io.env)));
    if (findings.some(({ verdict }) => verdict === "unknown"))
      io.stderr.write(nextText(hintsWithTarget([PRINT_POLICY], settings)));
  } else io.stdout.write(`${stackLabel(settings.stack)} is not deployed.\n`);
  return isDeployed ? exitCodeOf(findings) : EXIT.notFound;
}

const PRINT_POLICY = { command: "todo-api policy audit", comment: "print the permissions that audit needs" };

/** After `destroy --keep-data`, only the table remains, and the stack is reported as not deployed. */
function hasMoreThanTable({ apis, functions, buckets, logGroups }: StackFacts): boolean {
  return apis.length + functions.length + buckets.length + logGroups.length > 0;
}

function exitCodeOf(findings: readonly Finding[]): ExitCode {
  if (findings.some(({ verdict }) => verdict === "fail")) return EXIT.changes;
  return findings.some(({ verdict }) => verdict === "unknown") ? EXIT.auth : EXIT.ok;
}

function withTarget(finding: Finding, settings: Settings): Finding {
  const { next } = finding;
  return next ? { ...finding, next: hintWithTarget(next, settings) } : finding;
}
