import { DescribeContinuousBackupsCommand, UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { isDenial, parseDenial } from "../../aws/denial.ts";
import { explainDenial } from "../../aws/explain-denial.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";
import { TABLE_SECONDS } from "./waits.ts";

/** Whether a table has point-in-time recovery enabled. */
export async function hasRecovery({ dynamodb }: Cloud, TableName: string): Promise<boolean> {
  const command = new DescribeContinuousBackupsCommand({ TableName });
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(command);
  return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
}

/**
 * Turns point-in-time recovery on or off. For the first few seconds after a table is created, DynamoDB rejects the call
 * (ContinuousBackupsUnavailableException).
 */
export async function setRecovery(cloud: Cloud, TableName: string, PointInTimeRecoveryEnabled: boolean): Promise<void> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled };
  const command = new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification });
  const wait = {
    for: `the table ${TableName} to allow point-in-time recovery`,
    seconds: TABLE_SECONDS,
    pauseSeconds: 3,
  };
  const isRetryable = (error: unknown) =>
    isAwsError(error, "ContinuousBackupsUnavailableException", "TableNotFoundException");
  await retryWhile(cloud, wait, isRetryable, () => cloud.dynamodb.send(command));
}

/**
 * Turns point-in-time recovery off before a table is deleted, unless `keepBackup`: when a table with recovery is
 * deleted, AWS creates a backup that cannot be deleted, and keeps it for 35 days
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html).
 */
export async function endRecovery(cloud: Cloud, name: string, keepBackup: boolean): Promise<RecoveryNotes> {
  try {
    if (!(await hasRecovery(cloud, name))) return {};
  } catch (error) {
    if (isAwsError(error, "TableNotFoundException")) return {};
    if (!isDenial(error)) throw error;
    const { text } = explainDenial(parseDenial(error), error.message);
    return {
      ifDeleted: `Could not check whether the table ${name} had point-in-time recovery. If it did, AWS keeps a backup for 35 days. ${text}`,
    };
  }
  if (keepBackup)
    return {
      ifDeleted: `AWS keeps the backup ${name}$DeletedTableBackup for 35 days: the table had point-in-time recovery.`,
    };
  await setRecovery(cloud, name, false);
  const isOff = `Point-in-time recovery for the table ${name} was turned off`;
  return {
    ifDeleted: `${isOff} before the table was deleted, so AWS created no backup of it.`,
    ifNot: `${isOff}, but the deletion of the table failed.`,
  };
}

/** Notes on point-in-time recovery: one to add if the table is deleted, and one to add if the deletion fails. */
interface RecoveryNotes {
  readonly ifDeleted?: string;
  readonly ifNot?: string;
}
