import {
  CreateTableCommand,
  DeleteTableCommand,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { type Tags, tagList } from "../../aws/ownership.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { addNote } from "../../engine/notes.ts";
import { retryWhile, until } from "../../engine/wait.ts";
import { endRecovery } from "./recovery.ts";
import { NO_POLICY } from "./table-policy.ts";
import { EXPIRES_AT, type MaxThroughput, type OptionalTableSettings, unitsOf } from "./table-state.ts";
import { afterOldIsDeleted, describeTable, TABLE_SECONDS, untilActive, whileUpdating } from "./waits.ts";

interface CreationInput extends OptionalTableSettings {
  readonly cloud: Cloud;
  readonly name: string;
}

/** Creates the table with the settings that CreateTable accepts, and waits until it is active. */
export async function createTable(input: CreationInput, tags: Tags): Promise<TableDescription> {
  const { cloud, name: TableName, protect = false, maxThroughput, policy = NO_POLICY } = input;
  const command = new CreateTableCommand({
    TableName,
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "id", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "id", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    DeletionProtectionEnabled: protect,
    ...(typeof maxThroughput === "object" && { OnDemandThroughput: unitsOf(maxThroughput) }),
    ...(policy !== NO_POLICY && { ResourcePolicy: policy }),
    Tags: tagList(tags),
  });
  await afterOldIsDeleted(cloud, TableName, () => cloud.dynamodb.send(command));
  return untilActive(cloud, TableName);
}

/** Changes one setting: DynamoDB rejects deletion protection together with any other setting (ValidationException). */
export async function updateTable(
  cloud: Cloud,
  name: string,
  setting: Omit<UpdateTableCommandInput, "TableName">,
): Promise<void> {
  const command = new UpdateTableCommand({ TableName: name, ...setting });
  await whileUpdating(cloud, `the table ${name} to accept a change`, () => cloud.dynamodb.send(command));
  await untilActive(cloud, name);
}

/** Sets the maximum throughput, or removes it. */
export function setMaxThroughput(cloud: Cloud, name: string, setting: MaxThroughput | undefined): Promise<void> {
  return updateTable(cloud, name, { OnDemandThroughput: unitsOf(setting) });
}

/** Turns on time to live (TTL). */
export async function setTimeToLive(cloud: Cloud, name: string): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: EXPIRES_AT, Enabled: true };
  const command = new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification });
  await whileUpdating(cloud, `the table ${name} to accept its time-to-live setting`, () =>
    cloud.dynamodb.send(command),
  );
}

/** Deletes the table even if it is protected, and waits until it no longer exists. */
export async function removeTable(
  cloud: Cloud,
  name: string,
  { deletionProtection, keepBackup }: { readonly deletionProtection: boolean; readonly keepBackup: boolean },
): Promise<void> {
  if (deletionProtection) await updateTable(cloud, name, { DeletionProtectionEnabled: false });
  const { ifDeleted, ifNot } = await endRecovery(cloud, name, keepBackup);
  const wait = { for: `the table ${name} to allow its deletion`, seconds: TABLE_SECONDS };
  const isBusy = (error: unknown) => isAwsError(error, "ResourceInUseException");
  try {
    await retryWhile(cloud, wait, isBusy, () => cloud.dynamodb.send(new DeleteTableCommand({ TableName: name })));
  } catch (error) {
    if (ifNot !== undefined && !isAwsError(error, "ResourceNotFoundException")) addNote(ifNot);
    throw error;
  }
  if (ifDeleted !== undefined) addNote(ifDeleted);
  await until(cloud, { for: `the table ${name} to be deleted`, seconds: TABLE_SECONDS }, async () =>
    (await describeTable(cloud, name)) ? undefined : true,
  );
}
