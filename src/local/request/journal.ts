import type { FaultKind } from "../faults/fault.ts";
import type { ServiceName } from "../model/service-model.ts";

/** One call, and what it was answered. */
export interface AnsweredCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly readOnly: boolean;
  /** The caller's ARN; empty when the caller could not be told. */
  readonly principal: string;
  /** 0 where the connection was dropped without an answer. */
  readonly status: number;
  readonly errorCode: string | undefined;
}

/** One call to the AWS endpoint, as it is kept. */
export interface JournalEntry extends AnsweredCall {
  /** When it arrived and when its work was done, by the local cloud's clock; a `slow` answer leaves later. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The fault that struck it. */
  readonly fault: FaultKind | undefined;
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
