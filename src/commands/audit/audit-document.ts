import type { Finding } from "../../audit/audit-stack.ts";
import { targetDocument } from "../../config/describe-target.ts";
import type { Settings } from "../../config/read-settings.ts";
import { controlReports, countVerdicts } from "./control-reports.ts";

/** The result of an audit as a JSON document. */
export function auditDocument({ stack, target }: Settings, deployed: boolean, findings: readonly Finding[]): object {
  const reports = controlReports(findings);
  return {
    stack,
    target: targetDocument(target),
    deployed,
    counts: countVerdicts(reports),
    controls: reports.map(({ control: { id, rules, title, severity }, verdict, findings: controlFindings }) => ({
      id,
      rules,
      title,
      severity,
      verdict,
      resources: controlFindings.map(({ control: _, ...finding }) => finding),
    })),
  };
}
