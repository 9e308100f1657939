import { createHash } from "node:crypto";
import type { Finding } from "../../audit/audit-stack.ts";
import type { Severity } from "../../audit/control.ts";
import { ALL_CONTROLS, type ControlInfo } from "../../audit/controls.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { CONFIG_FILE } from "../../config/config-file.ts";
import type { Settings } from "../../config/read-settings.ts";
import { readVersion } from "../../package/version.ts";

/**
 * Formats failures, accepted exceptions (as suppressed results) and controls that could not be checked as SARIF 2.1.0,
 * with the properties that GitHub requires: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarifDocument({ stack, target }: Settings, findings: readonly Finding[]): object {
  const rules = ALL_CONTROLS.map(toRule);
  const results = findings.flatMap((finding) => {
    const ruleIndex = ALL_CONTROLS.findIndex(({ id }) => id === finding.control.id);
    return ["fail", "accepted", "unknown"].includes(finding.verdict) ? [toResult(finding, ruleIndex)] : [];
  });
  const driver = { name: "todo-api audit", version: readVersion(), informationUri: HOME_URL, rules };
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    // GitHub uses the ID as the category; without an ID, one stack's report would replace another's.
    runs: [{ tool: { driver }, automationDetails: { id: `${stackLabel(stack)}/${target.region}/` }, results }],
  };
}

const HOME_URL = "https://github.com/todo-api/todo-api";
const HELP_URL = `${HOME_URL}/blob/main/src/audit/README.md#the-rules`;

function toRule({ id, rules, title, severity }: ControlInfo): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: rules.length === 0 ? `${title}.` : `${title}. Also: ${rules.join(", ")}.` },
    helpUri: HELP_URL,
    help: { text: `${title}. How todo-api meets this control, or why it does not: ${HELP_URL}` },
    defaultConfiguration: { level: LEVELS[severity] },
    // GitHub ranks alerts by this number.
    properties: { "security-severity": SCORES[severity], tags: ["security", ...rules] },
  };
}

const LEVELS: Readonly<Record<Severity, string>> = { critical: "error", high: "error", medium: "warning", low: "note" };
const SCORES: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.0", low: "2.0" };

const FIRST_CHARACTER = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };

function toResult(finding: Finding, ruleIndex: number): object {
  const { control, kind, name = "", verdict, reason = "", alternative, next } = finding;
  const more = next ? `. Fix: ${next.command}` : alternative === undefined ? "" : `. Alternative: ${alternative}`;
  const text = `${kind} ${name}: ${reason}${more}`;
  return {
    ruleId: control.id,
    ruleIndex,
    ...(verdict === "unknown" ? { kind: "open", level: "none" } : { kind: "fail", level: LEVELS[control.severity] }),
    message: { text },
    // GitHub shows only results with a file. Deployed resources have no file, so the configuration file is used.
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: CONFIG_FILE }, region: FIRST_CHARACTER },
        logicalLocations: [{ name, fullyQualifiedName: `${kind}/${name}`, kind: "resource" }],
      },
    ],
    // GitHub identifies an alert by this fingerprint. A fingerprint of the line would be the same for all resources.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint(`${control.id} ${kind} ${name}`)}:1` },
    ...(verdict === "accepted" && {
      suppressions: [{ kind: "external", status: "accepted", justification: reason }],
    }),
  };
}

function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
