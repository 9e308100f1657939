import { tableArn, tableName } from "../aws/names.ts";
import { isProduction } from "../aws/stack-name.ts";
import type { Next } from "../errors.ts";
import { type AuditedStack, accepted, type Control, type Evaluation, failed, failedFor, PASS } from "./control.ts";
import { evaluateTags } from "./evaluate-tags.ts";
import type { TableFacts } from "./facts.ts";
import { actionsOfOthers } from "./statements.ts";

/** Controls for the table. */
export const TABLE_CONTROLS: readonly Control<TableFacts>[] = [
  {
    id: "DynamoDB.1",
    rules: ["W73", "CKV2_AWS_16", "dynamodb_table_autoscaling_enabled"],
    title: "The capacity of the table scales with demand",
    severity: "medium",
    evaluate({ table }) {
      const mode = table().BillingModeSummary?.BillingMode ?? "PROVISIONED";
      return mode === "PAY_PER_REQUEST" ? PASS : failed(`the billing mode is ${mode}`);
    },
  },
  {
    id: "DynamoDB.2",
    rules: ["CKV_AWS_28", "W78", "dynamodb_tables_pitr_enabled"],
    title: "The table has point-in-time recovery",
    severity: "medium",
    evaluate: ({ pointInTimeRecovery }, stack) =>
      evaluateProtection(pointInTimeRecovery(), "point-in-time recovery is off", stack),
  },
  {
    id: "DynamoDB.6",
    rules: ["dynamodb_table_deletion_protection_enabled"],
    title: "The table has deletion protection",
    severity: "medium",
    evaluate: ({ table }, stack) =>
      evaluateProtection(table().DeletionProtectionEnabled === true, "deletion protection is off", stack),
  },
  {
    id: "dynamodb_table_cross_account_access",
    rules: [],
    title: "No one outside the account may use the table",
    severity: "high",
    evaluate({ policy }, stack) {
      const arn = tableArn(stack, tableName(stack.name));
      const command = `aws dynamodb delete-resource-policy --resource-arn ${arn}`;
      const removal = { command, comment: "delete the policy" };
      return failedFor(
        actionsOfOthers(policy(), stack).map(
          (action) => `the policy of the table grants ${action} to principals outside the account`,
        ),
        // A deploy replaces or deletes the policy only if the stack has a setting for it.
        stack.settings.tablePolicy === undefined ? removal : undefined,
      );
    },
  },
  {
    id: "DynamoDB.5",
    rules: [],
    title: "The table has tags",
    severity: "low",
    evaluate({ tags }, stack) {
      const arn = tableArn(stack, tableName(stack.name));
      return evaluateTags(tags(), stack.name, `aws dynamodb tag-resource --resource-arn ${arn} --tags`);
    },
  },
  {
    id: "CKV_AWS_119",
    rules: ["W74", "dynamodb_tables_kms_cmk_encryption_enabled"],
    title: "The table is encrypted with a customer managed key",
    severity: "low",
    evaluate({ table }) {
      if (table().SSEDescription?.SSEType === "KMS") return PASS;
      return accepted(
        "DynamoDB encrypts every table with an AWS owned key; todo-api gives the functions no permission for another key",
        "none; todo-api has no setting for a KMS key",
      );
    },
  },
  {
    id: "DynamoDB.4",
    rules: ["dynamodb_table_protected_by_backup_plan"],
    title: "The table is in an AWS Backup plan",
    severity: "low",
    evaluate({ pointInTimeRecovery }) {
      const noPlan = "the stack has no backup plan of its own, and audit does not check others";
      return accepted(
        pointInTimeRecovery() ? `${noPlan}; point-in-time recovery is on` : noPlan,
        "add the table to an AWS Backup plan",
      );
    },
  },
];

const PROTECT: Next = {
  command: "todo-api deploy --protect",
  comment: "turn on deletion protection and point-in-time recovery",
};

/** A production stage must be protected; for other stages, the stack's setting decides. */
function evaluateProtection(isOn: boolean, reason: string, { name, settings }: AuditedStack): Evaluation {
  if (isOn) return PASS;
  if (settings.protect === true) return failed(reason);
  if (isProduction(name)) return failed(`${reason} in a production stage`, PROTECT);
  const why =
    settings.protect === false
      ? "because the stack was deployed with --no-protect"
      : "which is the default except for prod* stages";
  return accepted(`${reason}, ${why}`, PROTECT);
}
