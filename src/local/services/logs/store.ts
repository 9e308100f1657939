import { openStore, type Store } from "../../state/store.ts";

/** The service's records: log groups by region and name. Events are the log storage's. */
export interface LogsData {
  readonly regions: Record<string, Record<string, LogGroupRecord>>;
}

/** One log group. Times are milliseconds since the epoch. */
export interface LogGroupRecord {
  readonly name: string;
  readonly createdAt: number;
  /** Events are kept for ever without it. */
  retentionInDays: number | undefined;
  tags: Record<string, string>;
  /** Streams that were created as such, by name; those that only have events are the log storage's to tell. */
  readonly streams: Record<string, { readonly createdAt: number }>;
}

export function openLogsStore(directory: string | undefined): Store<LogsData> {
  return openStore<LogsData>(directory, "logs", { regions: {} });
}
