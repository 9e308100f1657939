import type { SSESpecification, UpdateTableInput, UpdateTableOutput } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalid, invalidValue } from "./errors.ts";
import { changedMaximum } from "./max-throughput.ts";
import type { TableRecord } from "./store.ts";
import { tableOutput } from "./table-output.ts";
import { newKmsKeyArn, refuseWhileChanging, requireTable, tablePermissions } from "./tables.ts";

/** AWS's message, including members that are not in any public model. */
const NOTHING_TO_DO =
  "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required";

export const updateTable = {
  permissions({ TableName }: Validated<UpdateTableInput>, call: Call) {
    return tablePermissions(call, TableName);
  },

  run(input: Validated<UpdateTableInput>, call: Call): UpdateTableOutput {
    checkChanges(input);
    const { cloud } = call;
    const table = requireTable(call, input.TableName);
    refuseWhileChanging(call, table);
    const now = cloud.clock.now();
    if (input.DeletionProtectionEnabled !== undefined) {
      setDeletionProtection(table, call, input.DeletionProtectionEnabled);
      return { TableDescription: tableOutput(table, now) };
    }
    const before = tableOutput(table, now);
    if (input.SSESpecification) setEncryption(table, call, input.SSESpecification);
    const isSwitched = input.BillingMode !== undefined && table.billing.mode !== "PAY_PER_REQUEST";
    const billing = isSwitched ? ({ mode: "PAY_PER_REQUEST", since: now } as const) : table.billing;
    if (input.OnDemandThroughput) {
      if (billing.mode !== "PAY_PER_REQUEST")
        throw invalidValue("OnDemandThroughput can only be set for a table with BillingMode PAY_PER_REQUEST");
      table.maxThroughput = changedMaximum(table.maxThroughput, input.OnDemandThroughput);
      table.billing = billing;
      return { TableDescription: tableOutput(table, now) };
    }
    table.billing = billing;
    table.updatedAt = now + cloud.timing.delay("table-updated", table.name);
    const changed = input.SSESpecification && (tableOutput(table, now).SSEDescription ?? before.SSEDescription);
    return {
      TableDescription: {
        ...before,
        TableStatus: "UPDATING",
        ...(changed && { SSEDescription: { ...changed, Status: "UPDATING" } }),
      },
    };
  },
} satisfies Operation;

/** Encryption and deletion protection cannot be combined with any other change. */
function checkChanges(input: UpdateTableInput): void {
  const { SSESpecification, DeletionProtectionEnabled, BillingMode, OnDemandThroughput } = input;
  const all = [SSESpecification, DeletionProtectionEnabled, BillingMode, OnDemandThroughput];
  const changes = all.filter((change) => change !== undefined);
  if (changes.length === 0) throw invalid(NOTHING_TO_DO);
  if (SSESpecification && changes.length > 1)
    throw invalidValue("Server-Side Encryption modification must be the only operation in the request");
  if (DeletionProtectionEnabled !== undefined && changes.length > 1)
    throw invalidValue("DeletionProtection modification must be the only operation in the request");
  if (BillingMode === "PROVISIONED")
    throw invalidValue("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
}

function setEncryption(table: TableRecord, call: Call, requested: SSESpecification): void {
  const kmsKeyArn = newKmsKeyArn(call, requested);
  if (!kmsKeyArn && !table.kmsKeyArn) throw invalidValue("Table is already encrypted by default");
  if (kmsKeyArn && table.kmsKeyArn)
    throw invalidValue(
      "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key",
    );
  table.kmsKeyArn = kmsKeyArn;
}

/** Deletion protection changes immediately, and cannot be changed again for 15 seconds. */
function setDeletionProtection(table: TableRecord, { cloud: { clock, timing } }: Call, isProtected: boolean): void {
  if (table.deletionProtected === isProtected) return;
  const lockedMs = timing.delay("deletion-protection-unlocked", table.name);
  const unlockedAt = (table.protectionChangedAt ?? Number.NEGATIVE_INFINITY) + lockedMs;
  if (clock.now() < unlockedAt) {
    const time = new Date(unlockedAt).toISOString().replace("Z", "");
    throw new AwsError(
      "ThrottlingException",
      400,
      `Deletion protection setting for table ${table.name} modified within the previous ${lockedMs} milliseconds. Please try again after ${time}`,
    );
  }
  table.deletionProtected = isProtected;
  table.protectionChangedAt = clock.now();
}
