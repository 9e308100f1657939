import type { BackupSummary, ListBackupsInput, ListBackupsOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation } from "../operation.ts";
import type { BackupRecord } from "./store.ts";
import { tablesOf } from "./tables.ts";

const DEFAULT_LIMIT = 100;
/**
 * DynamoDB keeps the backup of a deleted table for 35 days
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html).
 */
const KEPT_MS = 35 * 24 * 60 * 60 * 1000;

/** Lists the system backups of deleted tables. The local cloud has no others, so the default type, USER, lists none. */
export const listBackups = {
  permissions() {
    return [{ action: "dynamodb:ListBackups", resource: "*" }];
  },

  run(input: ListBackupsInput, call: Call): ListBackupsOutput {
    // `tablesOf` records a backup of each table whose deletion has finished.
    tablesOf(call);
    const { BackupType: type = "USER", Limit = DEFAULT_LIMIT, ExclusiveStartBackupArn: after } = input;
    const now = call.cloud.clock.now();
    const all = call.cloud.dynamodb.data.backups
      .filter(({ region, createdAt }) => region === call.region && now < createdAt + KEPT_MS)
      .map(backupSummary)
      .filter(({ TableName, TableArn }) => [undefined, TableName, TableArn].includes(input.TableName));
    const listed = type === "SYSTEM" || type === "ALL" ? all : [];
    const rest = listed.slice(listed.findIndex(({ BackupArn }) => BackupArn === after) + 1);
    const page = rest.slice(0, Limit);
    return {
      BackupSummaries: page,
      ...(page.length < rest.length && { LastEvaluatedBackupArn: page.at(-1)?.BackupArn }),
    };
  },
} satisfies Operation;

function backupSummary({ table, createdAt }: BackupRecord): BackupSummary {
  return {
    TableName: table.name,
    TableId: table.id,
    TableArn: table.arn,
    BackupArn: `${table.arn}/backup/0${createdAt}-${table.id.slice(0, 8)}`,
    BackupName: `${table.name}$DeletedTableBackup`,
    BackupCreationDateTime: new Date(createdAt),
    BackupExpiryDateTime: new Date(createdAt + KEPT_MS),
    BackupStatus: "AVAILABLE",
    BackupType: "SYSTEM",
    BackupSizeBytes: 0,
  };
}
