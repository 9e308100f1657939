import { notSupported } from "../../aws-error.ts";
import type { Call, Need } from "../../operation.ts";
import { tableNotFound } from "./errors.ts";
import type { TableRecord } from "./store.ts";

/** The tables of the call's region by name. */
export function tablesOf({ cloud, region }: Call): Record<string, TableRecord> {
  const { regions } = cloud.dynamodb.data;
  const tables = regions[region] ?? {};
  regions[region] = tables;
  return tables;
}

/** The table of that name in the call's region, if there is one. */
export function findTable(call: Call, name: string): TableRecord | undefined {
  const tables = tablesOf(call);
  return Object.hasOwn(tables, name) ? tables[name] : undefined;
}

/** The table of that name, or DynamoDB's ResourceNotFoundException. */
export function presentTable(call: Call, name: string): TableRecord {
  const table = findTable(call, name);
  if (!table) throw tableNotFound(name);
  return table;
}

/** The permission to do the call's operation on a table. */
export function tableNeeds(call: Call, name: string): readonly [Need] {
  if (name.startsWith("arn:")) throw notSupported("A table's ARN in place of its name");
  return [{ action: `dynamodb:${call.operation}`, resource: tableArn(call, name) }];
}

export function tableArn({ region, account }: Call, name: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}
