import type { Finding } from "../../audit/audit-stack.ts";
import type { Settings } from "../../config/read-settings.ts";
import { nameTargetIn } from "../../config/suggested-command.ts";

/** The finding, with the whole target in the command that fixes it. */
export function withTarget(finding: Finding, settings: Settings): Finding {
  const { next } = finding;
  return next ? { ...finding, next: nameTargetIn(next, settings) } : finding;
}
