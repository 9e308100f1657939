import type { LogEvent } from "./log-event.ts";

/** How far a log group has been read. */
export interface Cursor {
  /** The time to read from, in milliseconds: some way before the newest event, since events may arrive late and out of order. */
  start(): number;
  /** Whether the event was not read before; from now on it was. */
  isNew(event: LogEvent): boolean;
}

/** Lambda hands logs over some seconds after they were written, each execution environment in its own time. */
const OVERLAP_MS = 30_000;
const FEWEST_TO_TIDY = 20_000;

/** Makes a cursor that begins at a time in milliseconds. It remembers the ids of the overlap alone. */
export function createCursor(since: number, now: () => number): Cursor {
  const seen = new Map<string, number>();
  let from = since;
  let newest = since;
  let tidyAt = FEWEST_TO_TIDY;

  // An event may bear a time to come, and must not hide the ones before it; this machine's clock may be ahead of AWS's, and must not either.
  const advance = () => {
    from = Math.max(from, Math.min(newest, now()) - OVERLAP_MS);
    for (const [id, timestamp] of seen) if (timestamp < from) seen.delete(id);
    tidyAt = Math.max(FEWEST_TO_TIDY, seen.size * 2);
    return from;
  };

  return {
    start: advance,
    isNew({ eventId, timestamp }) {
      if (seen.has(eventId)) return false;
      seen.set(eventId, timestamp);
      newest = Math.max(newest, timestamp);
      if (seen.size > tidyAt) advance();
      return true;
    },
  };
}
