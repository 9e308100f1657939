import type { ContinuousBackupsDescription } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import type { TableRecord } from "./store.ts";
import { areSettingsVisible, findTable } from "./tables.ts";

/**
 * The latest restorable time is five minutes before the current time
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html).
 */
const LATEST_RESTORABLE_MS = 5 * 60 * 1000;

/**
 * Returns the table with this name or ARN. Throws TableNotFoundException if the table does not exist or its settings
 * are not visible.
 */
export function requireTableForBackups(call: Call, name: string): TableRecord {
  const table = findTable(call, name);
  if (!table || !areSettingsVisible(table, call))
    throw new AwsError("TableNotFoundException", 400, `Table not found: ${name}`);
  return table;
}

/**
 * Describes a table's backups as of `now`. Continuous backups are always enabled; point-in-time recovery is enabled if
 * `recovery` is set.
 */
export function backupsOutput({ recovery }: TableRecord, now: number): ContinuousBackupsDescription {
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: recovery
      ? {
          PointInTimeRecoveryStatus: "ENABLED",
          RecoveryPeriodInDays: recovery.days,
          EarliestRestorableDateTime: new Date(recovery.since),
          LatestRestorableDateTime: new Date(Math.max(recovery.since, now - LATEST_RESTORABLE_MS)),
        }
      : { PointInTimeRecoveryStatus: "DISABLED" },
  };
}
