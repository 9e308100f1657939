import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { Billing, TableRecord } from "./store.ts";
import { statusOf } from "./tables.ts";

/** Describes a table at the time `now`. */
export function tableOutput(table: TableRecord, now: number): TableDescription {
  const isActive = now >= table.activeAt;
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    TableName: table.name,
    KeySchema: table.key.map(({ name, type }) => ({ AttributeName: name, KeyType: type })),
    TableStatus: statusOf(table, now),
    CreationDateTime: new Date(table.createdAt),
    // DynamoDB counts items about every six hours
    // (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html). The local cloud never
    // counts them.
    TableSizeBytes: 0,
    ItemCount: 0,
    TableArn: table.arn,
    TableId: table.id,
    DeletionProtectionEnabled: table.deletionProtected,
    ...throughput(table.billing, isActive),
    ...(table.maxThroughput && {
      OnDemandThroughput: {
        ...(table.maxThroughput.read !== undefined && { MaxReadRequestUnits: table.maxThroughput.read }),
        ...(table.maxThroughput.write !== undefined && { MaxWriteRequestUnits: table.maxThroughput.write }),
      },
    }),
    ...(table.kmsKeyArn && {
      SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: table.kmsKeyArn },
    }),
  };
}

/**
 * The initial throughput of a new on-demand table
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html).
 */
const ON_DEMAND_READS = 12_000;
const ON_DEMAND_WRITES = 4_000;

function throughput(billing: Billing, isActive: boolean): Partial<TableDescription> {
  const provisioned = billing.mode === "PROVISIONED" ? billing : undefined;
  return {
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: provisioned?.readUnits ?? 0,
      WriteCapacityUnits: provisioned?.writeUnits ?? 0,
    },
    ...(billing.mode === "PAY_PER_REQUEST" && {
      BillingModeSummary: {
        BillingMode: billing.mode,
        ...(isActive && { LastUpdateToPayPerRequestDateTime: new Date(billing.since) }),
      },
    }),
    ...(isActive && {
      WarmThroughput: {
        ReadUnitsPerSecond: provisioned?.readUnits ?? ON_DEMAND_READS,
        WriteUnitsPerSecond: provisioned?.writeUnits ?? ON_DEMAND_WRITES,
        Status: "ACTIVE",
      },
    }),
  };
}
