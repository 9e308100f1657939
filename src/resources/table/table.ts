import { TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { tableArn } from "../../aws/names.ts";
import { foreignResource, type Tags, tagList } from "../../aws/ownership.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import type { Change, StandaloneResource } from "../../engine/resource.ts";
import { compareFields, hasChange } from "../compare.ts";
import { FINGERPRINT_TAG, includesFingerprints, withFingerprints } from "../fingerprints.ts";
import { managed, type Owned } from "../managed.ts";
import { removeTable, setTimeToLive, type TableSetting, updateTable } from "./change-table.ts";
import { createTableCommand } from "./create-table-command.ts";
import { type MaxThroughput, maximumFor, unitsOf } from "./max-throughput.ts";
import { hasRecovery, setRecovery } from "./recovery.ts";
import { NO_POLICY, putTablePolicy, readTablePolicy } from "./table-policy.ts";
import { EXPIRES_AT, KEY_SCHEMA, OWN_KEY, stateOf, type TableState } from "./table-state.ts";
import { DESTROY_TAGS, readTableTags } from "./table-tags.ts";
import { onceOldIsGone, untilActive, untilSettled, whileUpdating } from "./waits.ts";

export interface TableInput extends Owned {
  readonly cloud: Cloud;
  /** Deletion protection and point-in-time recovery, on or off; undefined keeps both, and creates a table without. */
  readonly protect: boolean | undefined;
  /** The maximum throughput; "none" removes it, undefined keeps it. */
  readonly maxThroughput: MaxThroughput | undefined;
  /** The resource-based policy in canonical JSON; "none" removes it, undefined keeps it. */
  readonly policy: string | undefined;
  /** Whether a removal keeps the backup that AWS creates of a table with point-in-time recovery. */
  readonly keepBackup: boolean;
  /** The tags, if they were read a moment ago: the first read uses them. */
  readonly knownTags?: Tags | undefined;
}

const KIND = "DynamoDB table";
const MARKS = DESTROY_TAGS.map((tag) => ({ tag, field: `tags.${tag}` }));

/**
 * The DynamoDB table, on demand: one partition of items, sorted by their time-ordered IDs, so that a list is a
 * consistent Query. It must have none of the tags that a destroy writes.
 */
export function table(input: TableInput): StandaloneResource<TableState> {
  const { cloud, name } = input;
  const resource = managedTable(input);
  return {
    ...resource,

    diff: (state, states) => [
      ...resource.diff(state, states),
      ...MARKS.flatMap(({ tag, field }) => compareFields({ [field]: state.tags[tag] }, { [field]: undefined })),
    ],

    // Without its record, a missing time to live follows from the missing record, which is drift.
    matchesLastDeploy: (state, field, states) =>
      !MARKS.some((mark) => mark.field === field) &&
      (resource.matchesLastDeploy(state, field, states) ||
        (field === "timeToLive" && state.tags[FINGERPRINT_TAG] === undefined)),

    // The tags come first: they keep the settings of the whole stack, from which an interrupted deploy continues. Only
    // a time to live, which is recorded nowhere else, must be set before it is recorded.
    async update(context, state, changes) {
      const [first, others] = [changes.filter(isBeforeTags), changes.filter((change) => !isBeforeTags(change))];
      await resource.update(context, state, first);
      context.letDependentsStart();
      await resource.update(context, { ...state, tags: { ...state.tags, ...tagsIn(changes) } }, others);
      const TagKeys = MARKS.filter(({ field }) => hasChange(changes, field)).map(({ tag }) => tag);
      if (TagKeys.length > 0)
        await cloud.dynamodb.send(new UntagResourceCommand({ ResourceArn: tableArn(cloud, name), TagKeys }));
    },
  };
}

function managedTable(input: TableInput): StandaloneResource<TableState> {
  const { cloud, name, stack, protect, maxThroughput } = input;
  const policy = input.policy === NO_POLICY ? undefined : input.policy;
  const update = (setting: TableSetting) => updateTable(cloud, name, setting);
  let { knownTags } = input;

  return managed({
    id: "table",
    kind: KIND,
    name,
    stack,
    tags: input.tags,
    desired: { ...desiredAtCreation(input, policy), timeToLive: EXPIRES_AT },

    async observe() {
      const found = await untilSettled(cloud, name);
      const tags = found && (knownTags ?? (await readTableTags(cloud, name)));
      knownTags = undefined;
      return tags && { tags, state: async () => stateOf(found, tags, await readParts(input)) };
    },

    async create() {
      // A time to live can be set only later. Until then the tags must not record it.
      const tags = withFingerprints(input.tags, desiredAtCreation(input, policy));
      await onceOldIsGone(cloud, name, () => cloud.dynamodb.send(createTableCommand(name, input, tags)));
      return stateOf(await untilActive(cloud, name), tags, { policy, pointInTimeRecovery: false });
    },
    alreadyExists: (error) => isAwsError(error, "ResourceInUseException"),

    set: {
      async keySchema({ keySchema }) {
        throw foreignResource(KIND, name, stack, `its key is ${keySchema}, and a table's key cannot be changed`);
      },
      billingMode: () => update({ BillingMode: "PAY_PER_REQUEST" }),
      encryption: () => update({ SSESpecification: { Enabled: false } }),
      policy: () =>
        whileUpdating(cloud, `the table ${name} to accept its policy`, () => putTablePolicy(cloud, name, policy)),
      maxThroughput: () => update({ OnDemandThroughput: unitsOf(maxThroughput) }),
      deletionProtection: () => update({ DeletionProtectionEnabled: protect }),
      pointInTimeRecovery: () => setRecovery(cloud, name, protect ?? false),
      timeToLive: () => setTimeToLive(cloud, name),
    },

    /** Where no protection is set, its recorded setting stays. */
    desiredTags(tags, _states, state) {
      const recorded = state?.tags[FINGERPRINT_TAG];
      if (protect !== undefined || !state || !recorded || !includesFingerprints(state.tags, tags)) return tags;
      return { ...tags, [FINGERPRINT_TAG]: recorded };
    },

    // All in one call: while DynamoDB updates tags, it accepts only the same ones and more.
    tag: (_differing, _state, all) =>
      cloud.dynamodb.send(new TagResourceCommand({ ResourceArn: tableArn(cloud, name), Tags: tagList(all) })),

    remove: async (observed) => removeTable(cloud, name, { ...(await observed.state()), keepBackup: input.keepBackup }),
    missing: "ResourceNotFoundException",
  });
}

function desiredAtCreation({ protect, maxThroughput, ...input }: TableInput, policy: string | undefined) {
  return {
    keySchema: KEY_SCHEMA,
    billingMode: "PAY_PER_REQUEST",
    encryption: OWN_KEY,
    ...maximumFor(maxThroughput),
    ...(input.policy !== undefined && { policy }),
    ...(protect !== undefined && { deletionProtection: protect, pointInTimeRecovery: protect }),
  };
}

/** Reads what takes a call each, if it is compared. */
async function readParts({ cloud, name, protect, policy }: TableInput) {
  const [pointInTimeRecovery, current] = await Promise.all([
    protect === undefined ? undefined : hasRecovery(cloud, name),
    policy === undefined ? undefined : readTablePolicy(cloud, name),
  ]);
  return { pointInTimeRecovery, policy: current };
}

/** The table's key cannot be changed: that fails before anything is changed. */
function isBeforeTags({ field }: Change): boolean {
  return field === "timeToLive" || field === "keySchema";
}

function tagsIn(changes: readonly Change[]): Tags {
  return Object.fromEntries(
    changes.flatMap(({ field, to }) =>
      field.startsWith("tags.") && typeof to === "string" ? [[field.slice("tags.".length), to]] : [],
    ),
  );
}
