import { matchesPattern } from "../resources/role/policy-text.ts";
import { quoteWord } from "../text/quote-word.ts";
import { accepted, type Control, failed, failedFor, PASS } from "./control.ts";
import type { LogGroupFacts } from "./facts.ts";
import { isForOthers, type Statement } from "./statements.ts";

/** Controls for the log groups. */
export const LOG_GROUP_CONTROLS: readonly Control<LogGroupFacts>[] = [
  {
    id: "CKV_AWS_66",
    rules: ["W86"],
    title: "The log group has a retention period",
    severity: "medium",
    evaluate: ({ group }) => (group().retentionInDays === undefined ? failed("the logs are kept forever") : PASS),
  },
  {
    id: "CloudWatch.16",
    rules: ["CKV_AWS_338", "CT.CLOUDWATCH.PR.2", "cloudwatch_log_group_retention_policy_specific_days_enabled"],
    title: "Logs are kept for at least a year",
    severity: "medium",
    evaluate({ group }) {
      const { retentionInDays: days } = group();
      if (days === undefined || days >= YEAR_DAYS) return PASS;
      const daysText = days === 1 ? "1 day" : `${days} days`;
      return accepted(
        `the logs are kept for ${daysText}, because they are for troubleshooting, and the access log contains IP addresses`,
        "none; a deploy restores the retention period, but `todo-api logs --json` can export logs for longer storage",
      );
    },
  },
  {
    id: "CKV_AWS_158",
    rules: ["W84", "cloudwatch_log_group_kms_encryption_enabled"],
    title: "The log group is encrypted with a customer managed key",
    severity: "low",
    evaluate({ group }) {
      if (group().kmsKeyId !== undefined) return PASS;
      return accepted(
        "CloudWatch Logs encrypts every log group with a key that it manages",
        "associate a key with the log group; a deploy keeps it",
      );
    },
  },
  {
    id: "cloudwatch_log_group_not_publicly_accessible",
    rules: [],
    title: "No one outside the account may access the log group",
    severity: "high",
    evaluate({ group, resourcePolicies }, stack) {
      const { arn = "" } = group();
      const open = Object.entries(resourcePolicies()).flatMap(([name, statements]) =>
        statements.some((one) => one.isAllow && isForOthers(one, stack) && appliesTo(one, arn)) ? [name] : [],
      );
      return failedFor(
        open.map((name) => `the resource policy ${name} grants access to principals outside the account`),
        {
          command: `aws logs delete-resource-policy --policy-name ${quoteWord(open[0] ?? "")}`,
          comment: "delete the policy",
        },
      );
    },
  },
  {
    id: "CloudWatch.15",
    rules: ["CloudWatch.17"],
    title: "Alarms have actions, and the actions are enabled",
    severity: "high",
    evaluate: () =>
      accepted(
        "the stack has no alarms of its own, and audit does not check others",
        "create an alarm with an action for API errors; destroy does not delete the alarm",
      ),
  },
];

const YEAR_DAYS = 365;

/**
 * Whether a statement applies to the log group or its streams. `arn` can end in `:*`. A statement with NotResource is
 * assumed to apply.
 */
function appliesTo({ resources, negated }: Statement, arn: string): boolean {
  const group = arn.replace(/:\*$/, "");
  const matches = (pattern: string) =>
    [group, arn].some((one) => matchesPattern(pattern, one)) || pattern.startsWith(`${group}:log-stream:`);
  return negated.includes("NotResource") || resources.some(matches);
}
