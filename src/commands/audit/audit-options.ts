import { CONTROL_BY_RULE } from "../../audit/controls.ts";
import { CONFIG_FILE } from "../../config/config-file.ts";
import type { Settings } from "../../config/read-settings.ts";
import { usageError } from "../../errors.ts";
import { didYouMean } from "../../text/did-you-mean.ts";

/** The options of `audit`. */
export interface AuditOptions {
  readonly sarif?: boolean;
}

/** Throws a usage error for options and accepted controls that would be invalid for any stack. */
export function checkAuditOptions({ acceptedRules, json }: Settings, { sarif = false }: AuditOptions): void {
  if (sarif && json) throw usageError("--json and --sarif cannot be combined");
  for (const rule of Object.keys(acceptedRules))
    if (!CONTROL_BY_RULE.has(rule))
      throw usageError(
        `${CONFIG_FILE}: "audit.accept" must name a control, not ${JSON.stringify(rule)}${didYouMean(rule, [...CONTROL_BY_RULE.keys()])}`,
      );
}
