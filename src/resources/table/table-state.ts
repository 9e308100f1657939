import type { OnDemandThroughput, TableDescription } from "@aws-sdk/client-dynamodb";
import type { Tags } from "../../aws/ownership.ts";
import { matchesFingerprint } from "../fingerprints.ts";
import { NO_POLICY } from "./table-policy.ts";

export interface TableState {
  readonly keySchema: string;
  readonly billingMode: string;
  /** DynamoDB's own key, or a KMS key. With a customer managed key, the functions could not use the table. */
  readonly encryption: string;
  readonly deletionProtection: boolean;
  /** Read and write request units per second, as "100/50"; undefined if the table has no maximum. */
  readonly maxThroughput: string | undefined;
  /** The resource-based policy in canonical JSON; undefined if the table has none, or it was not read. */
  readonly policy: string | undefined;
  /** Undefined if it was not read: reading it costs a call. */
  readonly pointInTimeRecovery: boolean | undefined;
  /** The value that the tags record, because reading the actual one costs a call. */
  readonly timeToLive: string | undefined;
  readonly tags: Tags;
}

const KEY_SCHEMA = "pk HASH, id RANGE";
const OWN_KEY = "DynamoDB's own key";
/** The attribute with the time at which idempotency keys and items expire, in seconds since the epoch. */
export const EXPIRES_AT = "expiresAt";

/** The state of a table, from DynamoDB's description. */
export function stateOf(
  found: TableDescription,
  tags: Tags,
  { policy, pointInTimeRecovery }: Pick<TableState, "policy" | "pointInTimeRecovery">,
): TableState {
  return {
    keySchema: (found.KeySchema ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(", "),
    billingMode: found.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    // The description contains the type only if the key is not DynamoDB's own
    // (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSEDescription.html).
    encryption: found.SSEDescription?.SSEType ?? OWN_KEY,
    deletionProtection: found.DeletionProtectionEnabled ?? false,
    maxThroughput: maximumText(found.OnDemandThroughput),
    policy,
    pointInTimeRecovery,
    timeToLive: matchesFingerprint(tags, "timeToLive", EXPIRES_AT) ? EXPIRES_AT : undefined,
    tags,
  };
}

/** For a while after a maximum is removed, DynamoDB can report it as -1. */
function maximumText({ MaxReadRequestUnits: read = -1, MaxWriteRequestUnits: write = -1 }: OnDemandThroughput = {}) {
  return read === -1 && write === -1 ? undefined : `${read}/${write}`;
}

/** The maximum request units per second for a table; "none" removes the maximum. */
export type MaxThroughput = { readonly read: number; readonly write: number } | "none";

/**
 * The settings of a table. If a setting is undefined, an existing table keeps its value, and a new table is created
 * without it.
 */
export interface OptionalTableSettings {
  /** Deletion protection and point-in-time recovery, on or off. */
  readonly protect: boolean | undefined;
  readonly maxThroughput: MaxThroughput | undefined;
  /** The resource-based policy in canonical JSON; "none" removes it. */
  readonly policy: string | undefined;
}

/** The desired state, without the time to live and without the settings that keep their current value. */
export function desiredState({ protect, maxThroughput: maximum, policy }: OptionalTableSettings) {
  return {
    keySchema: KEY_SCHEMA,
    billingMode: "PAY_PER_REQUEST",
    encryption: OWN_KEY,
    ...(maximum !== undefined && {
      maxThroughput: maximum === "none" ? undefined : `${maximum.read}/${maximum.write}`,
    }),
    ...(policy !== undefined && { policy: policy === NO_POLICY ? undefined : policy }),
    ...(protect !== undefined && { deletionProtection: protect, pointInTimeRecovery: protect }),
  };
}

/**
 * Converts the setting to the format of CreateTable and UpdateTable; -1 removes a maximum
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html).
 */
export function unitsOf(setting: MaxThroughput | undefined): OnDemandThroughput {
  const { read, write } = typeof setting === "object" ? setting : { read: -1, write: -1 };
  return { MaxReadRequestUnits: read, MaxWriteRequestUnits: write };
}
