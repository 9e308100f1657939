import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  type TableDescription,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../aws/cloud.ts";
import { tableArn } from "../aws/names.ts";
import { foreignResource, isOurs, type Tags, tagList, tagRecord, tagsToUpdate } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { isAwsError, undefinedOn } from "../aws/undefined-on.ts";
import { addNote } from "../engine/notes.ts";
import type { StandaloneResource } from "../engine/resource.ts";
import { retryWhile, until } from "../engine/wait.ts";
import { changesOf, compareFields, compareTags } from "./compare.ts";
import {
  FINGERPRINT_TAG,
  fieldMatchesLastDeploy,
  includesFingerprints,
  matchesFingerprint,
  withFingerprints,
} from "./fingerprints.ts";

export interface TableState {
  readonly keySchema: string;
  readonly billingMode: string;
  /** DynamoDB's own key, or one of KMS: with a customer's key, the functions could not read it. */
  readonly encryption: string;
  readonly deletionProtection: boolean;
  /** Undefined where nobody asked: it costs a call. */
  readonly pointInTimeRecovery: boolean | undefined;
  /** As the tags say it was set: to ask DynamoDB costs every deploy a call. */
  readonly timeToLive: string | undefined;
  readonly tags: Tags;
}

export interface TableInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  /** Deletion protection and point-in-time recovery, on or off; undefined leaves both as they are, and a new table without. */
  readonly protect: boolean | undefined;
  /** Whether a removal leaves the backup that AWS makes of a table with point-in-time recovery. */
  readonly keepBackup: boolean;
  /** What its tags were a moment ago, where they were read: the first reading takes them. */
  readonly knownTags?: Tags | undefined;
}

/** Creation takes 7-16 s as a rule (aws-behaviour: DynamoDB, Terraform's logs show up to 26 s). */
const TABLE_SECONDS = 120;
const KEY_SCHEMA = "pk HASH, id RANGE";
/** Says of a table that a destroy left it on purpose, and since when; the next deploy takes it away. */
export const KEPT_TAG = "todo-api:kept";
/** Says of which model the items are, also when nothing but the table is left. */
export const MODEL_TAG = "todo-api:model";
const OWN_KEY = "DynamoDB's own key";
/** Of the records of idempotency keys, in seconds since the epoch (handlers/create.ts). */
const EXPIRES_AT = "expiresAt";

/** The DynamoDB table, on demand: one partition of items, sorted by their time-ordered ids, so that a list is a consistent Query. */
export function table({ cloud, name, stack, protect, ...input }: TableInput): StandaloneResource<TableState> {
  const kind = "DynamoDB table";
  const protection = protect === undefined ? {} : { deletionProtection: protect, pointInTimeRecovery: protect };
  const wantsAtOnce = { keySchema: KEY_SCHEMA, billingMode: "PAY_PER_REQUEST", encryption: OWN_KEY, ...protection };
  const wants = { ...wantsAtOnce, timeToLive: EXPIRES_AT };
  const tags = withFingerprints(input.tags, wants);
  // A table cannot be made with a time to live: one whose deploy ended before it had one does not say that it has.
  const firstTags = withFingerprints(input.tags, wantsAtOnce);
  let { knownTags } = input;
  return {
    id: "table",
    kind,
    name,
    needs: [],

    async read() {
      const found = await untilSettled(cloud, name);
      if (!found) return undefined;
      const actual = knownTags ?? (await readTableTags(cloud, name));
      knownTags = undefined;
      if (!actual) return undefined;
      if (!isOurs(actual, stack)) throw foreignResource(kind, name, stack);
      return stateOf(found, actual, protect === undefined ? undefined : await hasRecovery(cloud.dynamodb, name));
    },

    async create() {
      try {
        await onceOldIsGone(cloud, name, () =>
          cloud.dynamodb.send(
            new CreateTableCommand({
              TableName: name,
              AttributeDefinitions: [
                { AttributeName: "pk", AttributeType: "S" },
                { AttributeName: "id", AttributeType: "S" },
              ],
              KeySchema: [
                { AttributeName: "pk", KeyType: "HASH" },
                { AttributeName: "id", KeyType: "RANGE" },
              ],
              BillingMode: "PAY_PER_REQUEST",
              DeletionProtectionEnabled: protect ?? false,
              Tags: tagList(firstTags),
            }),
          ),
        );
      } catch (error) {
        if (isAwsError(error, "ResourceInUseException")) return undefined;
        throw error;
      }
      return stateOf(await untilActive(cloud, name), firstTags, false);
    },

    diff: (state) => [
      ...compareFields({ ...state }, wants),
      ...compareTags(state.tags, wantedTags(state)),
      ...compareFields({ [KEPT]: state.tags[KEPT_TAG] }, { [KEPT]: undefined }),
    ],

    // Without its record, what was wanted is not known: that somebody took it is what is to be said.
    matchesLastDeploy: (state, field) =>
      field !== KEPT &&
      (fieldMatchesLastDeploy(state.tags, field, wants, tags) ||
        (field === "timeToLive" && state.tags[FINGERPRINT_TAG] === undefined)),

    async update(_context, state, changes) {
      const { dynamodb } = cloud;
      if (changesOf(changes, "keySchema").length > 0)
        throw foreignResource(kind, name, stack, `its key is ${state.keySchema}, and a table's key cannot be changed`);
      if (changesOf(changes, "billingMode").length > 0) await change({ BillingMode: "PAY_PER_REQUEST" });
      if (changesOf(changes, "encryption").length > 0) await change({ SSESpecification: { Enabled: false } });
      if (changesOf(changes, "deletionProtection").length > 0) await change({ DeletionProtectionEnabled: protect });
      if (changesOf(changes, "pointInTimeRecovery").length > 0) await setRecovery(cloud, name, protect ?? false);
      if (changesOf(changes, "timeToLive").length > 0) await setTimeToLive(cloud, name);
      // All tags in one call: while DynamoDB updates tags, it takes nothing but the same ones and more.
      if (Object.keys(tagsToUpdate(state.tags, wantedTags(state))).length > 0) {
        const Tags = tagList(wantedTags(state));
        await dynamodb.send(new TagResourceCommand({ ResourceArn: tableArn(cloud, name), Tags }));
      }
      if (changesOf(changes, KEPT).length > 0)
        await dynamodb.send(new UntagResourceCommand({ ResourceArn: tableArn(cloud, name), TagKeys: [KEPT_TAG] }));
    },

    async remove() {
      const { dynamodb } = cloud;
      const state = await this.read();
      if (!state) return false;
      if (state.deletionProtection) await change({ DeletionProtectionEnabled: false });
      await endRecovery(cloud, name, input.keepBackup);
      await retryWhile(
        cloud,
        { for: `the table ${name} to be free to delete`, seconds: TABLE_SECONDS },
        (error) => isAwsError(error, "ResourceInUseException"),
        () =>
          undefinedOn(dynamodb.send(new DeleteTableCommand({ TableName: name })), "ResourceNotFoundException").then(
            () => true,
          ),
      );
      await until(cloud, { for: `the table ${name} to be gone`, seconds: TABLE_SECONDS }, async () =>
        (await describe(dynamodb, name)) ? undefined : true,
      );
      return true;
    },
  };

  /** Where nobody asks for protection, what an earlier deploy recorded of it stays. */
  function wantedTags(state: TableState): Tags {
    const recorded = state.tags[FINGERPRINT_TAG];
    if (protect !== undefined || recorded === undefined || !includesFingerprints(state.tags, tags)) return tags;
    return { ...tags, [FINGERPRINT_TAG]: recorded };
  }

  /** One setting at a time: DynamoDB refuses deletion protection beside anything else (ValidationException). */
  async function change(setting: Omit<UpdateTableCommandInput, "TableName">): Promise<void> {
    const command = new UpdateTableCommand({ TableName: name, ...setting });
    await putSetting(cloud, `the table ${name} to take a change`, () => cloud.dynamodb.send(command));
    await untilActive(cloud, name);
  }
}

/** The tags of the table of that name; undefined where there is no such table. */
export function readTableTags(cloud: Cloud, name: string): Promise<Tags | undefined> {
  return undefinedOn(tableTags(cloud, name), "ResourceNotFoundException");
}

/** Marks a table as left on purpose. */
export async function markKept(cloud: Cloud, name: string): Promise<void> {
  const since = new Date(cloud.now()).toISOString();
  const command = new TagResourceCommand({
    ResourceArn: tableArn(cloud, name),
    Tags: tagList({ [KEPT_TAG]: since }),
  });
  await cloud.dynamodb.send(command);
}

const KEPT = `tags.${KEPT_TAG}`;

async function hasRecovery(dynamodb: DynamoDBClient, TableName: string): Promise<boolean> {
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
}

/** A new table has no backups to recover from for some seconds (aws-behaviour 4). */
async function setRecovery(cloud: Cloud, TableName: string, PointInTimeRecoveryEnabled: boolean): Promise<void> {
  const command = new UpdateContinuousBackupsCommand({
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
  });
  const wait = { for: `the table ${TableName} to take backups`, seconds: TABLE_SECONDS, pauseSeconds: 3 };
  const mends = (error: unknown) =>
    isAwsError(error, "ContinuousBackupsUnavailableException", "TableNotFoundException");
  await retryWhile(cloud, wait, mends, () => cloud.dynamodb.send(command));
}

async function setTimeToLive(cloud: Cloud, TableName: string): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: EXPIRES_AT, Enabled: true };
  const command = new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification });
  await putSetting(cloud, `the table ${TableName} to take its time to live`, () => cloud.dynamodb.send(command));
}

/** A table that is being changed refuses, also what is sent again after a lost answer; what it has already is success (DDB/API_UpdateTable, DDB/API_UpdateTimeToLive). */
async function putSetting(cloud: Cloud, what: string, put: () => Promise<unknown>): Promise<void> {
  try {
    const mends = (error: unknown) => isAwsError(error, "ResourceInUseException");
    await retryWhile(cloud, { for: what, seconds: TABLE_SECONDS }, mends, put);
  } catch (error) {
    if (!(isAwsError(error, "ValidationException") && /already en(abled|crypted)/.test(error.message))) throw error;
  }
}

function stateOf(found: TableDescription, tags: Tags, pointInTimeRecovery: boolean | undefined): TableState {
  return {
    keySchema: (found.KeySchema ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(", "),
    billingMode: found.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    // Described only where it is not DynamoDB's own (DDB/API_SSEDescription).
    encryption: found.SSEDescription?.SSEType ?? OWN_KEY,
    deletionProtection: found.DeletionProtectionEnabled ?? false,
    pointInTimeRecovery,
    timeToLive: matchesFingerprint(tags, "timeToLive", EXPIRES_AT) ? EXPIRES_AT : undefined,
    tags,
  };
}

async function describe(dynamodb: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
  return (await undefinedOn(dynamodb.send(new DescribeTableCommand({ TableName })), "ResourceNotFoundException"))
    ?.Table;
}

/** A table that another run is making or deleting is waited for: what it is then is what counts. */
function untilSettled(cloud: Cloud, name: string): Promise<TableDescription | undefined> {
  return until(cloud, { for: `the table ${name} to settle`, seconds: TABLE_SECONDS }, async () => {
    const found = await describe(cloud.dynamodb, name);
    return found === undefined || found.TableStatus === "ACTIVE" ? { found } : undefined;
  }).then(({ found }) => found);
}

/** DescribeTable can miss a new table for some seconds (DDB/API_DescribeTable): absent means not yet. */
function untilActive(cloud: Cloud, name: string): Promise<TableDescription> {
  return until(cloud, { for: `the table ${name} to be active`, seconds: TABLE_SECONDS }, async () => {
    const found = await describe(cloud.dynamodb, name);
    return found?.TableStatus === "ACTIVE" ? found : undefined;
  });
}

/** A table's tags, over all pages. Throws ResourceNotFoundException where there is no such table. */
export async function tableTags(cloud: Cloud, name: string): Promise<Tags> {
  try {
    return await listTags(cloud, name);
  } catch (error) {
    // MiniStack denies access to the tags of a table that does not exist: whether it exists is DescribeTable's to say.
    if (isAwsError(error, "AccessDeniedException"))
      await cloud.dynamodb.send(new DescribeTableCommand({ TableName: name }));
    throw error;
  }
}

async function listTags(cloud: Cloud, name: string): Promise<Tags> {
  const tags: Tag[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListTagsOfResourceCommand({ ResourceArn: tableArn(cloud, name), NextToken });
    const page = await cloud.dynamodb.send(command);
    tags.push(...(page.Tags ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return tagRecord(tags);
}

/** Whether a table of that name exists or is still being deleted, CreateTable reports alike; DescribeTable shows which. */
async function onceOldIsGone(cloud: Cloud, name: string, create: () => Promise<unknown>): Promise<void> {
  const wait = { for: `the old table ${name} to be gone`, seconds: TABLE_SECONDS };
  await until(cloud, wait, async () => {
    try {
      await create();
    } catch (error) {
      if (!isAwsError(error, "ResourceInUseException")) throw error;
      const found = await describe(cloud.dynamodb, name);
      if (found === undefined || found.TableStatus === "DELETING") return undefined;
      throw error;
    }
    return true;
  });
}

/**
 * AWS keeps a backup of a deleted table that had point-in-time recovery, for 35 days, and nobody can delete it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html).
 */
async function endRecovery(cloud: Cloud, name: string, keepBackup: boolean): Promise<void> {
  const reading = hasRecovery(cloud.dynamodb, name).then((isOn) => ({ isOn }));
  const recovery = await undefinedOn(reading, "AccessDeniedException", "TableNotFoundException");
  if (recovery === undefined)
    return addNote(
      `Whether the table ${name} had point-in-time recovery could not be read: if it had, AWS keeps a backup of it for 35 days.`,
    );
  if (!recovery.isOn) return;
  if (keepBackup)
    return addNote(
      `AWS keeps the backup ${name}$DeletedTableBackup for 35 days: the table had point-in-time recovery.`,
    );
  await setRecovery(cloud, name, false);
  addNote(
    `Point-in-time recovery of the table ${name} was turned off before the table was deleted, so that no backup of it remains.`,
  );
}
