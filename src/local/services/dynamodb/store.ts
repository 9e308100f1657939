import type { RecordShapes } from "../../state/find-misshapen.ts";
import { openStore, type Store } from "../../state/store.ts";

/** The service's records. The engine stores the items. */
export interface DynamoDbData {
  /** Keyed by region, then by table name. */
  readonly regions: Record<string, Record<string, TableRecord>>;
  /** The system backups of deleted tables that had point-in-time recovery. */
  readonly backups: BackupRecord[];
  /**
   * Tables that the engine is creating or deleting. If the local cloud is killed in the meantime, its next start
   * removes them.
   */
  readonly unsettled: UnsettledTable[];
}

interface UnsettledTable {
  readonly region: string;
  readonly engineName: string;
}

/** The system backup of a deleted table. */
export interface BackupRecord {
  readonly region: string;
  readonly table: Pick<TableRecord, "name" | "arn" | "id">;
  readonly createdAt: number;
}

/** One table. Times are milliseconds since the epoch. */
export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  /** The table's unique name in the engine. If undefined, the engine uses `name`. */
  readonly engineName?: string;
  readonly createdAt: number;
  /** When the table becomes ACTIVE; until then, it is CREATING. */
  activeAt: number;
  /** When the latest update ends; until then, the table is UPDATING. */
  updatedAt?: number | undefined;
  /** When DeleteTable was called. Until `removedAt`, the table is DELETING. */
  deletedAt?: number | undefined;
  removedAt?: number | undefined;
  readonly attributes: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
  readonly key: readonly { readonly name: string; readonly type: "HASH" | "RANGE" }[];
  billing: Billing;
  /** The ARN of the KMS key; undefined if the table uses the default AWS owned key. */
  kmsKeyArn: string | undefined;
  deletionProtected: boolean;
  /** The resource-based policy, as received. */
  policy?: string | undefined;
  /** The maximum throughput of an on-demand table. */
  maxThroughput?: MaxThroughput | undefined;
  protectionChangedAt?: number | undefined;
  /** Point-in-time recovery, if it is enabled. */
  recovery: { readonly since: number; readonly days: number } | undefined;
  timeToLive: { readonly attribute: string | undefined; readonly changedAt: number } | undefined;
  tags: Record<string, string>;
  /** The latest change to the tags. */
  retagged?: TagChange | undefined;
}

/** A change to a table's tags. For a few seconds, the change is not visible and blocks other changes. */
export interface TagChange {
  readonly at: number;
  readonly before: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly removed?: readonly string[];
}

/** Request units per second. An absent member means that there is no maximum. */
export interface MaxThroughput {
  readonly read?: number;
  readonly write?: number;
}

export type Billing =
  | { readonly mode: "PAY_PER_REQUEST"; readonly since: number }
  | { readonly mode: "PROVISIONED"; readonly readUnits: number; readonly writeUnits: number };

export function openDynamoDbStore(directory: string | undefined): Store<DynamoDbData> {
  return openStore<DynamoDbData>(directory, "dynamodb", { regions: {}, backups: [], unsettled: [] }, SHAPES);
}

export function engineNameOf({ engineName, name }: TableRecord): string {
  return engineName ?? name;
}

const SHAPES: RecordShapes = {
  "regions.*.*": {
    name: "string",
    arn: "string",
    attributes: "array",
    key: "array",
    billing: "object",
    tags: "object",
  },
  "backups.*": { region: "string", table: "object" },
  "unsettled.*": { region: "string", engineName: "string" },
};
