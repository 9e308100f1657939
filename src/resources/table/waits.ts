import { DescribeTableCommand, type TableDescription } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import { retryWhile, until } from "../../engine/wait.ts";

/** Creating a table usually takes 7-16 s; times of up to 26 s have been reported. */
export const TABLE_SECONDS = 120;

/** Describes a table; returns undefined if it does not exist. */
export async function describeTable({ dynamodb }: Cloud, TableName: string): Promise<TableDescription | undefined> {
  const described = dynamodb.send(new DescribeTableCommand({ TableName }));
  return (await undefinedOn(described, "ResourceNotFoundException"))?.Table;
}

/** Waits while a table is being created, changed or deleted, then describes it; undefined if it does not exist. */
export async function untilSettled(cloud: Cloud, name: string): Promise<TableDescription | undefined> {
  const { found } = await until(cloud, { for: `the table ${name} to settle`, seconds: TABLE_SECONDS }, async () => {
    const found = await describeTable(cloud, name);
    return found === undefined || found.TableStatus === "ACTIVE" ? { found } : undefined;
  });
  return found;
}

/**
 * Waits until a table is active. DescribeTable can fail to find a new table for a few seconds
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html).
 */
export function untilActive(cloud: Cloud, name: string): Promise<TableDescription> {
  return until(cloud, { for: `the table ${name} to be active`, seconds: TABLE_SECONDS }, async () => {
    const found = await describeTable(cloud, name);
    return found?.TableStatus === "ACTIVE" ? found : undefined;
  });
}

/**
 * Changes a table. DynamoDB rejects a change while another is in progress, even if that is an earlier attempt at the
 * same change whose response was lost. An error stating that a feature is already enabled means success
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html).
 */
export async function whileUpdating(cloud: Cloud, what: string, change: () => Promise<unknown>): Promise<void> {
  try {
    const isBusy = (error: unknown) => isAwsError(error, "ResourceInUseException");
    await retryWhile(cloud, { for: what, seconds: TABLE_SECONDS }, isBusy, change);
  } catch (error) {
    if (!(isAwsError(error, "ValidationException") && /already en(abled|crypted)/.test(error.message))) throw error;
  }
}

/**
 * Creates a table once an old table with its name has been deleted. CreateTable returns the same error for an existing
 * table and for a table that is being deleted; DescribeTable distinguishes them.
 */
export async function afterOldIsDeleted(cloud: Cloud, name: string, create: () => Promise<unknown>): Promise<void> {
  const wait = { for: `the old table ${name} to be deleted`, seconds: TABLE_SECONDS };
  await until(cloud, wait, async () => {
    try {
      await create();
    } catch (error) {
      if (!isAwsError(error, "ResourceInUseException")) throw error;
      const found = await describeTable(cloud, name);
      if (found === undefined || found.TableStatus === "DELETING") return undefined;
      throw error;
    }
    return true;
  });
}
