import { randomUUID } from "node:crypto";
import type { CreateTableInput, CreateTableOutput } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { checkResourcePolicy } from "./check-resource-policy.ts";
import { createEngineTable } from "./engine-table.ts";
import { engineError, errorNameOf, IN_USE, inUse, invalid, invalidValue } from "./errors.ts";
import { changedMaximum } from "./max-throughput.ts";
import { engineNameOf, type MaxThroughput, type TableRecord } from "./store.ts";
import { tableOutput } from "./table-output.ts";
import { findTable, newKmsKeyArn, statusOf, tableArn, tableNameOf, tablePermissions, tablesOf } from "./tables.ts";
import { withTags } from "./tags.ts";
import { noteUnsettled } from "./unsettled.ts";

export const createTable = {
  permissions({ TableName, Tags, ResourcePolicy }: Validated<CreateTableInput>, call: Call) {
    const [permission] = tablePermissions(call, TableName);
    return [
      permission,
      ...(Tags?.length ? [{ ...permission, action: "dynamodb:TagResource" }] : []),
      ...(ResourcePolicy === undefined ? [] : [{ ...permission, action: "dynamodb:PutResourcePolicy" }]),
    ];
  },

  async run(input: Validated<CreateTableInput>, call: Call): Promise<CreateTableOutput> {
    const name = tableNameOf(call, input.TableName);
    checkName(name);
    if (input.ResourcePolicy !== undefined) checkResourcePolicy(input.ResourcePolicy);
    const existing = findTable(call, name);
    if (existing) await rejectDuplicate(existing, input, call);
    const table = tableRecord(input, call);
    const tables = tablesOf(call);
    // The name is reserved before the engine is called, so that only one of two concurrent calls creates the table. The
    // table stays CREATING until the engine serves it.
    const { activeAt } = table;
    tables[name] = table;
    table.activeAt = Number.MAX_SAFE_INTEGER;
    try {
      await createInEngine(table, input, call);
      table.activeAt = activeAt;
    } catch (error) {
      delete tables[name];
      throw error;
    }
    return { TableDescription: tableOutput(table, table.activeAt - 1) };
  },
} satisfies Operation;

function checkName(name: string): void {
  if (name.length < 3 || name.length > 255)
    throw invalid("TableName must be at least 3 characters long and at most 255 characters long");
  if (!/^[a-zA-Z0-9_.-]+$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    );
}

/**
 * Rejects a table whose name is in use. Errors that the engine finds in the definition take precedence over
 * `Table already exists`, unless the existing table is DELETING: the engine would recreate a table that it has already
 * deleted.
 */
async function rejectDuplicate(existing: TableRecord, input: Validated<CreateTableInput>, call: Call): Promise<never> {
  const { cloud, region } = call;
  tableRecord(input, call);
  const engineName = engineNameOf(existing);
  const isUnsettled = cloud.dynamodb.data.unsettled.some((one) => one.engineName === engineName);
  if (statusOf(existing, cloud.clock.now()) === "CREATING" || (isUnsettled && existing.deletedAt === undefined))
    throw inUse(`${IN_USE} Table is being created: ${existing.name}`);
  if (existing.deletedAt === undefined) {
    const definition = { ...definitionOf(input), TableName: engineName };
    const response = await cloud.tables.send(region, "CreateTable", JSON.stringify(definition));
    if (errorNameOf(response) === "ValidationException") throw engineError(response);
  }
  throw inUse(`Table already exists: ${existing.name}`);
}

async function createInEngine(table: TableRecord, input: Validated<CreateTableInput>, call: Call): Promise<void> {
  const { cloud, region } = call;
  const engineName = engineNameOf(table);
  const removeNote = noteUnsettled(call, engineName);
  try {
    await createEngineTable(cloud.tables, region, { ...definitionOf(input), TableName: engineName });
    removeNote();
  } catch (error) {
    // Unless the engine rejected the request, part of the table may exist. The local cloud's next start removes it.
    if (error instanceof AwsError && error.status < 500) removeNote();
    throw error;
  }
}

function definitionOf({ AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput }: CreateTableInput) {
  return { AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput };
}

function maximumOf({ BillingMode, OnDemandThroughput }: CreateTableInput): MaxThroughput | undefined {
  if (OnDemandThroughput === undefined) return undefined;
  if (BillingMode !== "PAY_PER_REQUEST")
    throw invalidValue("OnDemandThroughput can only be set for a table with BillingMode PAY_PER_REQUEST");
  return changedMaximum({}, OnDemandThroughput);
}

function tableRecord(input: Validated<CreateTableInput>, call: Call): TableRecord {
  const now = call.cloud.clock.now();
  const { ReadCapacityUnits: readUnits = 0, WriteCapacityUnits: writeUnits = 0 } = input.ProvisionedThroughput ?? {};
  const id = randomUUID();
  const name = tableNameOf(call, input.TableName);
  return {
    name,
    arn: tableArn(call, name),
    id,
    engineName: id,
    createdAt: now,
    activeAt: now + call.cloud.timing.delay("table-active", name),
    attributes: (input.AttributeDefinitions ?? []).map(({ AttributeName = "", AttributeType = "S" }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    key: (input.KeySchema ?? []).map(({ AttributeName = "", KeyType = "HASH" }) => ({
      name: AttributeName,
      type: KeyType,
    })),
    billing:
      input.BillingMode === "PAY_PER_REQUEST"
        ? { mode: "PAY_PER_REQUEST", since: now }
        : { mode: "PROVISIONED", readUnits, writeUnits },
    kmsKeyArn: newKmsKeyArn(call, input.SSESpecification),
    deletionProtected: input.DeletionProtectionEnabled ?? false,
    maxThroughput: maximumOf(input),
    policy: input.ResourcePolicy,
    recovery: undefined,
    timeToLive: undefined,
    tags: withTags({}, input.Tags ?? []),
  };
}
