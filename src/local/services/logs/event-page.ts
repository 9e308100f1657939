import type { LogEvent } from "./log-storage.ts";

/**
 * A page has at most 10,000 events and 1 MB
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html).
 */
export const MAX_PAGE_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1024 * 1024;

/** The number of events that fit on a page, starting with the first. */
export function pageLength(events: Iterable<LogEvent>, limit: number): number {
  let [count, bytes] = [0, 0];
  for (const { message } of events) {
    bytes += Buffer.byteLength(message);
    if (count === limit || (bytes > MAX_PAGE_BYTES && count > 0)) break;
    count += 1;
  }
  return count;
}

/** Compares events by timestamp, then by arrival. */
export function compareEvents(one: Position, other: Position): number {
  if (one.timestamp !== other.timestamp) return one.timestamp - other.timestamp;
  return one.eventId < other.eventId ? -1 : one.eventId > other.eventId ? 1 : 0;
}

/** A position in the order of `compareEvents`. */
export interface Position {
  readonly timestamp: number;
  readonly eventId: string;
}
