import { randomUUID } from "node:crypto";
import type { CreateTableInput, CreateTableOutput } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { kmsKeyOf } from "./encryption.ts";
import { dropEngineTable, makeEngineTable } from "./engine-table.ts";
import { inUse } from "./errors.ts";
import type { TableRecord } from "./store.ts";
import { tableOutput } from "./table-output.ts";
import { findTable, refuseWhileChanging, statusOf, tableArn, tableNeeds, tablesOf } from "./tables.ts";
import { withTags } from "./tags.ts";

export const createTable = {
  needs({ TableName, Tags }: Validated<CreateTableInput>, call: Call) {
    const [need] = tableNeeds(call, TableName);
    return [need, ...(Tags?.length ? [{ ...need, action: "dynamodb:TagResource" }] : [])];
  },

  async run(input: Validated<CreateTableInput>, call: Call): Promise<CreateTableOutput> {
    const tables = tablesOf(call);
    const name = input.TableName;
    const existing = findTable(call, name);
    if (existing && statusOf(existing, call.cloud.clock.now()) === "CREATING") refuseWhileChanging(call, existing);
    const isNew = existing === undefined;
    const table = tableRecord(input, call);
    // The name is taken before the engine is waited for: of two calls at the same time, one makes the table.
    if (isNew) tables[name] = table;
    try {
      await make(input, call, isNew);
    } catch (error) {
      if (isNew) delete tables[name];
      throw error;
    }
    return { TableDescription: tableOutput(table, table.activeAt - 1) };
  },
} satisfies Operation;

async function make(input: Validated<CreateTableInput>, call: Call, isNew: boolean): Promise<void> {
  const { TableName, AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput } = input;
  const definition = { TableName, AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput };
  try {
    await makeEngineTable(call, definition);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ResourceInUseException") throw error;
    if (isNew) {
      // Left in the engine by a cloud that was killed before it had recorded the table.
      await dropEngineTable(call, TableName);
      await makeEngineTable(call, definition);
    }
  }
  if (!isNew) throw inUse(`Table already exists: ${TableName}`);
}

function tableRecord(input: Validated<CreateTableInput>, call: Call): TableRecord {
  const now = call.cloud.clock.now();
  const { ReadCapacityUnits: readUnits = 0, WriteCapacityUnits: writeUnits = 0 } = input.ProvisionedThroughput ?? {};
  return {
    name: input.TableName,
    arn: tableArn(call, input.TableName),
    id: randomUUID(),
    createdAt: now,
    activeAt: now + call.cloud.pace.delay("table-active", input.TableName),
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
    kmsKeyArn: kmsKeyOf(call, input.SSESpecification),
    deletionProtected: input.DeletionProtectionEnabled ?? false,
    recovery: undefined,
    timeToLive: undefined,
    tags: withTags({}, input.Tags ?? []),
  };
}
