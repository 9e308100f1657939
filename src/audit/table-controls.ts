import { tableArn, tableName } from "../aws/names.ts";
import { isProduction } from "../aws/stack-name.ts";
import { type AuditedStack, accepted, type Control, failed, type Judgement, notApplicable, PASS } from "./control.ts";
import type { TableFacts } from "./facts.ts";
import { judgeTags } from "./judge-tags.ts";

/** The controls of the table. */
export const TABLE_CONTROLS: readonly Control<TableFacts>[] = [
  {
    id: "DynamoDB.1",
    rules: ["W73", "dynamodb_table_autoscaling_enabled"],
    title: "The capacity of the table follows the demand",
    severity: "medium",
    judge({ table }) {
      const mode = table().BillingModeSummary?.BillingMode ?? "PROVISIONED";
      return mode === "PAY_PER_REQUEST" ? PASS : failed(`the billing mode is ${mode}`);
    },
  },
  {
    id: "DynamoDB.2",
    rules: ["CKV_AWS_28", "W78", "dynamodb_tables_pitr_enabled"],
    title: "The table has point-in-time recovery",
    severity: "medium",
    judge: ({ pointInTimeRecovery }, stack) =>
      ofProtection(pointInTimeRecovery(), "point-in-time recovery is off", stack),
  },
  {
    id: "DynamoDB.6",
    rules: ["dynamodb_table_deletion_protection_enabled"],
    title: "The table has deletion protection",
    severity: "medium",
    judge: ({ table }, stack) =>
      ofProtection(table().DeletionProtectionEnabled === true, "deletion protection is off", stack),
  },
  {
    id: "DynamoDB.5",
    rules: [],
    title: "The table has tags",
    severity: "low",
    judge({ tags }, stack) {
      const arn = tableArn(stack, tableName(stack.name));
      return judgeTags(tags(), stack.name, `aws dynamodb tag-resource --resource-arn ${arn} --tags`);
    },
  },
  {
    id: "CKV_AWS_119",
    rules: ["W74", "dynamodb_tables_kms_cmk_encryption_enabled"],
    title: "The table is encrypted with a customer managed key",
    severity: "low",
    judge({ table }) {
      if (table().SSEDescription?.SSEType === "KMS") return PASS;
      return accepted(
        "DynamoDB encrypts every table with a key of its own; the functions have no permission for another key",
        "none; todo-api has no setting for a KMS key",
      );
    },
  },
  {
    id: "DynamoDB.4",
    rules: ["dynamodb_table_protected_by_backup_plan"],
    title: "The table is in a backup plan of AWS Backup",
    severity: "low",
    judge: () => notApplicable("AWS Backup is not part of the stack; point-in-time recovery keeps 35 days"),
  },
  {
    id: "CKV2_AWS_16",
    rules: [],
    title: "The provisioned capacity of the table has auto scaling",
    severity: "low",
    judge: () => notApplicable("the table has no provisioned capacity: it is billed by request"),
  },
];

/** A stage for production must be protected; elsewhere it is the stack's setting. */
function ofProtection(isOn: boolean, reason: string, { name, settings }: AuditedStack): Judgement {
  if (isOn) return PASS;
  if (settings.protect === true) return failed(reason);
  const protect = { command: "todo-api deploy --protect", comment: "turn on deletion protection and recovery" };
  if (isProduction(name)) return failed(`${reason}, in a production stage`, protect);
  return accepted(`${reason}, as in every stage but prod*: destroy removes its items`, protect);
}
