import type { FaultKind } from "../faults/fault.ts";
import type { ServiceName } from "../model/service-model.ts";

/** One call to the AWS endpoint and its outcome. */
export interface JournalEntry {
  readonly service: ServiceName;
  /** Empty if AWS has no such operation. */
  readonly operation: string;
  readonly region: string;
  readonly readOnly: boolean;
  /** The caller's ARN; empty if the caller is not known. */
  readonly principal: string;
  /** 0 if the call ended without a response. For `drop-after`, the status of the response that was then dropped. */
  readonly status: number;
  /** The name that AWS's SDKs give the error, or `ConnectionDropped` for status 0; undefined on success. */
  readonly errorCode: string | undefined;
  /** For an S3 request, the account that must own the bucket. */
  readonly expectedBucketOwner: string | undefined;
  /** When the call arrived and when its processing ended, by the local cloud's clock. `slow` responses are sent later. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The fault that made the call fail, or that dropped or delayed its response. */
  readonly fault: FaultKind | undefined;
}

/** The latest calls, in the order in which they ended. */
export interface Journal {
  record(entry: JournalEntry): void;
  entries(): readonly JournalEntry[];
  clear(): void;
}

const KEPT_ENTRIES = 20_000;

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
