import { randomUUID } from "node:crypto";
import type { SSESpecification } from "@aws-sdk/client-dynamodb";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call, RequiredPermission } from "../operation.ts";
import { IN_USE, inUse, invalidValue, tableNotFound } from "./errors.ts";
import type { TableRecord } from "./store.ts";

/**
 * Returns the tables of the call's region, keyed by name. First removes the tables whose deletion has finished, and
 * records a backup of each one that had point-in-time recovery.
 */
export function tablesOf({ cloud, region }: Call): Record<string, TableRecord> {
  const { regions, backups } = cloud.dynamodb.data;
  const tables = regions[region] ?? emptyRecord();
  regions[region] = tables;
  const now = cloud.clock.now();
  for (const table of Object.values(tables)) {
    const { name, arn, id, removedAt, recovery } = table;
    if (removedAt === undefined || removedAt > now) continue;
    delete tables[name];
    if (recovery) backups.push({ region, table: { name, arn, id }, createdAt: removedAt });
  }
  return tables;
}

/**
 * Returns the name of a table, given its name or ARN. An ARN from another region or account is returned unchanged and
 * does not match any table.
 */
export function tableNameOf(call: Call, given: string): string {
  const name = given.split(":table/")[1] ?? "";
  return given === tableArn(call, name) ? name : given;
}

/** Finds the table with this name or ARN in the call's region; undefined if it does not exist. */
export function findTable(call: Call, given: string): TableRecord | undefined {
  return tablesOf(call)[tableNameOf(call, given)];
}

/** Returns the table with this name or ARN. Throws DynamoDB's ResourceNotFoundException if it does not exist. */
export function requireTable(call: Call, name: string): TableRecord {
  const table = findTable(call, name);
  if (!table) throw tableNotFound(tableNameOf(call, name));
  return table;
}

/** The table's status at the time `now`. */
export function statusOf({ activeAt, updatedAt = 0, deletedAt }: TableRecord, now: number): TableStatus {
  if (deletedAt !== undefined) return "DELETING";
  if (now < activeAt) return "CREATING";
  return now < updatedAt ? "UPDATING" : "ACTIVE";
}

/**
 * Whether a table's tags, resource policy and backup settings are visible: from when the table becomes ACTIVE until
 * about a second after its deletion begins.
 */
export function areSettingsVisible(
  { name, activeAt, deletedAt }: TableRecord,
  { cloud: { clock, timing } }: Call,
): boolean {
  const now = clock.now();
  return now >= activeAt && (deletedAt === undefined || now < deletedAt + timing.delay("table-deletion-noticed", name));
}

type TableStatus = "CREATING" | "UPDATING" | "ACTIVE" | "DELETING";

/** Rejects a change to a table that is being created, updated or deleted. */
export function refuseWhileChanging(call: Call, table: TableRecord): void {
  const status = statusOf(table, call.cloud.clock.now());
  if (status === "ACTIVE") return;
  const participle = { CREATING: "created", UPDATING: "updated", DELETING: "deleted" }[status];
  throw inUse(`${IN_USE} Table is being ${participle}: ${table.name}`);
}

/** Returns the table for an item operation. Throws if the table is CREATING, DELETING or missing. */
export function requireServingTable(call: Call, name: string): TableRecord {
  const table = findTable(call, name);
  if (table && ["ACTIVE", "UPDATING"].includes(statusOf(table, call.cloud.clock.now()))) return table;
  throw new AwsError("ResourceNotFoundException", 400, "Requested resource not found");
}

/** The permission that the call's operation requires on a table. */
export function tablePermissions(call: Call, given: string): readonly [RequiredPermission] {
  const resource = given.startsWith("arn:") ? given : tableArn(call, given);
  return [{ action: `dynamodb:${call.operation}`, resource }];
}

export function tableArn({ region, account }: Call, name: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

/** Returns the ARN of a KMS key with a random ID; undefined if the table uses the default AWS owned key. */
export function newKmsKeyArn({ region, account }: Call, requested: SSESpecification = {}): string | undefined {
  if (requested.KMSMasterKeyId !== undefined) throw notSupported("The parameter SSESpecification.KMSMasterKeyId");
  if (requested.SSEType === "AES256") throw invalidValue("SSEType AES256 is not supported");
  if (requested.Enabled) return `arn:aws:kms:${region}:${account}:key/${randomUUID()}`;
  if (requested.SSEType !== undefined) throw invalidValue("SSEType can not be specified if Enabled is false");
  return undefined;
}
