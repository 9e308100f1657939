import type { RecordShapes } from "../../state/find-misshapen.ts";
import { openStore, type Store } from "../../state/store.ts";

/** The service's records: log groups by region and name, and resource policies. Events are in the log storage. */
export interface LogsData {
  readonly regions: Record<string, Record<string, LogGroupRecord>>;
  /** Resource policies by region and name; undefined until they are first used. */
  resourcePolicies?: Record<string, Record<string, ResourcePolicyRecord>>;
}

/** A policy that lets other principals use the log groups that it names. */
export interface ResourcePolicyRecord {
  readonly name: string;
  /** JSON, as received. */
  readonly document: string;
  readonly updatedAt: number;
}

/** One log group. Times are milliseconds since the epoch. */
export interface LogGroupRecord {
  readonly name: string;
  readonly createdAt: number;
  /** If undefined, events are kept forever. */
  retentionInDays: number | undefined;
  tags: Record<string, string>;
  /** Streams that CreateLogStream created, by name. Streams that services created are only in the log storage. */
  readonly streams: Record<string, { readonly createdAt: number }>;
}

export function openLogsStore(directory: string | undefined): Store<LogsData> {
  return openStore<LogsData>(directory, "logs", { regions: {} }, SHAPES);
}

const SHAPES: RecordShapes = {
  "regions.*.*": { name: "string", createdAt: "number", tags: "object", streams: "object" },
};
