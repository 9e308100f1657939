import { AwsError } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import { invalid, invalidValue } from "./errors.ts";
import type { TableRecord } from "./store.ts";
import { areSettingsVisible, findTable, tableArn } from "./tables.ts";

/**
 * Returns the table with this ARN, for operations on tags and policies. Throws if the table does not exist or its
 * settings are not visible.
 */
export function requireTableByArn(call: Call, arn: string): TableRecord {
  if (!arn.startsWith("arn:")) throw invalidValue(`ARNs must start with 'arn:': ${arn}`);
  const name = arn.split(":table/")[1] ?? "";
  if (arn !== tableArn(call, name)) throw invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  const table = findTable(call, name);
  if (table && areSettingsVisible(table, call)) return table;
  throw new AwsError("ResourceNotFoundException", 400, `Requested resource not found: ResourceArn: ${arn} not found`);
}
