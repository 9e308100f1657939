import type { LogEvent } from "./log-event.ts";

/** Tracks how far a log group has been read. */
interface Cursor {
  /** Begins a round; returns the time from which to read, in milliseconds. */
  start(): number;
  /**
   * Marks an event as read. Returns "known" if it was read before or is from a time whose events were forgotten, "late"
   * if it is from before the overlap, and "new" otherwise.
   */
  take(event: LogEvent): "new" | "late" | "known";
  /** Ends a round that read this number of pages. */
  end(pages: number): void;
}

/** Each round rereads the last 30 s (the overlap), because Lambda delivers logs with varying delays. */
const OVERLAP_MS = 30_000;
/**
 * The maximum number of event IDs to remember, about 100 MB. Beyond that, the cursor forgets the older half, except for
 * the overlap, and does not read events from that time again.
 */
const MAX_IDS = 500_000;

/**
 * Creates a cursor that begins at a time in milliseconds. A short round starts at the overlap. A full round reads
 * everything again, to find events with a longer delay. After a full round of N pages, N - 1 short rounds follow, so
 * full rounds at most double the number of calls.
 */
export function createCursor(since: number, now: () => number, maxIds = MAX_IDS): Cursor {
  const seen = new Map<string, number>();
  let first = since;
  let overlap = since;
  let newest = since;
  let forgetAt = maxIds;
  let rounds = 0;
  let pagesOfAll = 1;
  let readsAll = true;

  return {
    start() {
      // An event with a future time, or a machine clock that is ahead of AWS, must not hide earlier events.
      overlap = Math.max(overlap, overlapStart());
      readsAll = rounds >= pagesOfAll - 1;
      return readsAll ? first : overlap;
    },
    take({ eventId, timestamp }) {
      if (timestamp < first || seen.has(eventId)) return "known";
      seen.set(eventId, timestamp);
      newest = Math.max(newest, timestamp);
      if (seen.size > forgetAt) forgetOlderHalf();
      return timestamp < overlap ? "late" : "new";
    },
    end(pages) {
      rounds = readsAll ? 0 : rounds + 1;
      if (readsAll) pagesOfAll = pages;
    },
  };

  function overlapStart(): number {
    return Math.min(newest, now()) - OVERLAP_MS;
  }

  function forgetOlderHalf(): void {
    const times = [...seen.values()].sort((a, b) => a - b);
    first = Math.max(first, Math.min(times[Math.floor(times.length / 2)] ?? first, overlapStart()));
    for (const [id, timestamp] of seen) if (timestamp < first) seen.delete(id);
    forgetAt = Math.max(maxIds, seen.size * 2);
  }
}
