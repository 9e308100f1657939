import { openStore, type Store } from "../../store.ts";

/** The service's records: tables by region and name. Items are the engine's. */
export interface DynamoDbData {
  readonly regions: Record<string, Record<string, TableRecord>>;
}

/** One table. Times are milliseconds since the epoch. */
export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  /** From when on the table is ACTIVE; before, it is CREATING. */
  readonly activeAt: number;
  /** Until then it is UPDATING. */
  updatedAt?: number | undefined;
  /** From when on a table that is DELETING is no more. */
  goneAt?: number | undefined;
  readonly attributes: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
  readonly key: readonly { readonly name: string; readonly type: "HASH" | "RANGE" }[];
  billing: Billing;
  /** The KMS key of a table that is not encrypted with DynamoDB's own. */
  kmsKeyArn: string | undefined;
  deletionProtected: boolean;
  /** Point-in-time recovery, when it is on. */
  recovery: { readonly since: number; readonly days: number } | undefined;
  timeToLive: { readonly attribute: string | undefined; readonly changedAt: number } | undefined;
  tags: Record<string, string>;
}

export type Billing =
  | { readonly mode: "PAY_PER_REQUEST"; readonly since: number }
  | { readonly mode: "PROVISIONED"; readonly readUnits: number; readonly writeUnits: number };

export function openDynamoDbStore(directory: string | undefined): Store<DynamoDbData> {
  return openStore<DynamoDbData>(directory, "dynamodb", { regions: {} });
}
