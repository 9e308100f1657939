import type { ServiceName } from "./model/service-model.ts";

/** One call that the AWS endpoint answered. */
export interface JournalEntry {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly readOnly: boolean;
  /** The caller's ARN; empty when the caller could not be told. */
  readonly principal: string;
  readonly status: number;
  readonly errorCode: string | undefined;
}

/** The latest calls, oldest first. */
export interface Journal {
  record(entry: JournalEntry): void;
  entries(): readonly JournalEntry[];
  clear(): void;
}

const KEPT_ENTRIES = 20_000;

/** A journal in memory that keeps the latest 20,000 calls. */
export function createJournal(): Journal {
  let entries: JournalEntry[] = [];
  return {
    record(entry) {
      entries.push(entry);
      if (entries.length > 2 * KEPT_ENTRIES) entries = entries.slice(-KEPT_ENTRIES);
    },
    entries: () => entries.slice(-KEPT_ENTRIES),
    clear() {
      entries = [];
    },
  };
}
