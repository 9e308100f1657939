import { foreignResource, type Tags } from "../../aws/ownership.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import { hasChange } from "../compare.ts";
import { FINGERPRINT_TAG, includesFingerprints, withFingerprints } from "../fingerprints.ts";
import type { FunctionState } from "../function/function.ts";
import { KIND } from "../kinds.ts";
import { managed, type Owned } from "../managed.ts";
import { createTable, removeTable, setMaxThroughput, setTimeToLive, updateTable } from "./change-table.ts";
import { hasRecovery, setRecovery } from "./recovery.ts";
import { NO_POLICY, narrowTablePolicy, readTablePolicy, removeTablePolicy, widenTablePolicy } from "./table-policy.ts";
import { desiredState, EXPIRES_AT, type OptionalTableSettings, stateOf, type TableState } from "./table-state.ts";
import { DESTROY_TAGS, readTableTags, tagTable, untagTable } from "./table-tags.ts";
import { untilSettled } from "./waits.ts";

export interface TableInput extends Owned, OptionalTableSettings {
  /** The functions whose roles the policy admits. */
  readonly usedBy: () => readonly StandaloneResource<FunctionState>[];
  /** Whether a removal keeps the backup that AWS creates for a table with point-in-time recovery. */
  readonly keepBackup: boolean;
  /** The tags, if they were just read: the first read uses them. */
  readonly knownTags?: Tags | undefined;
}

/**
 * The DynamoDB table, with on-demand capacity: one partition of items, sorted by their time-ordered IDs, so that a
 * consistent Query returns them in order. An update removes the tags that a destroy wrote.
 */
export function table(input: TableInput): StandaloneResource<TableState> {
  const { cloud, name, usedBy } = input;
  const policy = input.policy === NO_POLICY ? undefined : input.policy;
  const resource = managedTable(input);
  return {
    ...resource,

    // The policy admits the roles in the new settings before anything else changes, so that functions can use them even
    // if the deploy is interrupted. It excludes the previous roles once no function uses them.
    async update(context, state, changes) {
      if (policy === undefined || !hasChange(changes, "policy")) return resource.update(context, state, changes);
      const policyChange = { cloud, name, policy, usedBy };
      const widened = await widenTablePolicy(policyChange, state.policy);
      const others = changes.filter(({ field }) => field !== "policy");
      await resource.update(context, state, others);
      if (widened === policy) return;
      await context.waitFor(usedBy());
      await narrowTablePolicy(policyChange);
    },
  };
}

function managedTable(input: TableInput): StandaloneResource<TableState> {
  const { cloud, name, protect, keepBackup } = input;
  const atCreation = desiredState(input);
  let { knownTags } = input;
  return managed({
    ...input,
    id: "table",
    kind: KIND.table,
    desired: { ...atCreation, timeToLive: EXPIRES_AT },

    async observe() {
      const found = await untilSettled(cloud, name);
      const tags = found && (knownTags ?? (await readTableTags(cloud, name)));
      knownTags = undefined;
      return tags && { tags, state: async () => stateOf(found, tags, await readParts(input)) };
    },

    async create() {
      // The time to live can be set only after the table has been created. Until then, the tags must not record it.
      const tags = withFingerprints(input.tags, atCreation);
      return stateOf(await createTable(input, tags), tags, { policy: atCreation.policy, pointInTimeRecovery: false });
    },
    alreadyExists: (error) => isAwsError(error, "ResourceInUseException"),

    set: settersOf(input),
    // Most fields are set after the tags, which store the settings of the whole stack, so that a deploy after an
    // interrupted one can read them. But the time to live is set before the tags, because only the tags record it, and
    // a wrong key schema fails before any change.
    beforeTags: ["keySchema", "timeToLive"],

    /** If there is no protection setting, keeps the recorded fingerprints, which may include an earlier setting's. */
    desiredTags(tags, _states, state) {
      const recorded = state?.tags[FINGERPRINT_TAG];
      if (protect !== undefined || !state || !recorded || !includesFingerprints(state.tags, tags)) return tags;
      return { ...tags, [FINGERPRINT_TAG]: recorded };
    },

    // If the fingerprints are missing, which is drift, the record of the time to live is missing with them.
    isDrift: (field, { tags }) => (field === "timeToLive" && tags[FINGERPRINT_TAG] === undefined) || undefined,
    // Sets all tags in one call: while DynamoDB updates tags, it accepts only a call that includes the same tags.
    tag: (_differing, _state, all) => tagTable(cloud, name, all),
    forbiddenTags: { keys: DESTROY_TAGS, remove: (keys) => untagTable(cloud, name, keys) },

    remove: async (observed) => removeTable(cloud, name, { ...(await observed.state()), keepBackup }),
    missing: "ResourceNotFoundException",
  });
}

function settersOf({ cloud, name, stack, protect, maxThroughput }: TableInput) {
  return {
    async keySchema({ keySchema }: TableState) {
      throw foreignResource(KIND.table, name, stack, `its key is ${keySchema}, and a table's key cannot be changed`);
    },
    billingMode: () => updateTable(cloud, name, { BillingMode: "PAY_PER_REQUEST" }),
    encryption: () => updateTable(cloud, name, { SSESpecification: { Enabled: false } }),
    policy: () => removeTablePolicy(cloud, name),
    maxThroughput: () => setMaxThroughput(cloud, name, maxThroughput),
    deletionProtection: () => updateTable(cloud, name, { DeletionProtectionEnabled: protect }),
    pointInTimeRecovery: () => setRecovery(cloud, name, protect ?? false),
    timeToLive: () => setTimeToLive(cloud, name),
  };
}

/** Reads the settings that each cost a call; skips those that are not compared. */
async function readParts({ cloud, name, protect, policy }: TableInput) {
  const [pointInTimeRecovery, current] = await Promise.all([
    protect === undefined ? undefined : hasRecovery(cloud, name),
    policy === undefined ? undefined : readTablePolicy(cloud, name),
  ]);
  return { pointInTimeRecovery, policy: current };
}
