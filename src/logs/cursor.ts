import type { LogEvent } from "./log-event.ts";

/** How far a log group has been read. */
export interface Cursor {
  /** Begins a round: the time to read from, in milliseconds. */
  start(): number;
  /** Whether the event was not read before, and then whether it comes later than its neighbors by more than the overlap. From now on it was read. */
  take(event: LogEvent): "new" | "late" | "known";
  /** Ends a round, which took so many pages. */
  end(pages: number): void;
}

/** Lambda hands logs over some seconds after they were written, each execution environment in its own time. */
const OVERLAP_MS = 30_000;
/** What is remembered to show each event once: some 100 MB. Beyond it, the older half of the time is no longer read again. */
const MOST_IDS = 500_000;

/**
 * Makes a cursor that begins at a time in milliseconds. A round reads the overlap before the newest event, or, to find what arrives later than that,
 * everything again: every time where that takes one page, else so seldom that it doubles the calls at most.
 */
export function createCursor(since: number, now: () => number, mostIds = MOST_IDS): Cursor {
  const seen = new Map<string, number>();
  let first = since;
  let overlap = since;
  let newest = since;
  let tidyAt = mostIds;
  let rounds = 0;
  let pagesOfAll = 1;
  let readsAll = true;

  return {
    start() {
      // An event may bear a time to come, and must not hide the ones before it; this machine's clock may be ahead of AWS's, and must not either.
      overlap = Math.max(overlap, beginOfOverlap());
      readsAll = rounds >= pagesOfAll - 1;
      return readsAll ? first : overlap;
    },
    take({ eventId, timestamp }) {
      if (timestamp < first || seen.has(eventId)) return "known";
      seen.set(eventId, timestamp);
      newest = Math.max(newest, timestamp);
      if (seen.size > tidyAt) forget();
      return timestamp < overlap ? "late" : "new";
    },
    end(pages) {
      rounds = readsAll ? 0 : rounds + 1;
      if (readsAll) pagesOfAll = pages;
    },
  };

  function beginOfOverlap(): number {
    return Math.min(newest, now()) - OVERLAP_MS;
  }

  function forget(): void {
    const times = [...seen.values()].sort((a, b) => a - b);
    first = Math.max(first, Math.min(times[Math.floor(times.length / 2)] ?? first, beginOfOverlap()));
    for (const [id, timestamp] of seen) if (timestamp < first) seen.delete(id);
    tidyAt = Math.max(mostIds, seen.size * 2);
  }
}
