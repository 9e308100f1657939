import type { LogEvent, TimeRange } from "./log-storage.ts";

/** Inserts an event into a list that is ordered by timestamp, after events with the same timestamp. */
export function insert(events: LogEvent[], event: LogEvent): void {
  const last = events.at(-1);
  if (!last || last.timestamp <= event.timestamp) events.push(event);
  else events.splice(firstAfter(events, event.timestamp), 0, event);
}

/** The events with timestamps in the range, from a list that is ordered by timestamp. */
export function between(events: LogEvent[], { from, to }: TimeRange): LogEvent[] {
  return events.slice(firstAfter(events, from - 1), firstAfter(events, to));
}

/** The index of the first event that is later than `timestamp`. */
function firstAfter(events: readonly LogEvent[], timestamp: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.timestamp ?? 0) > timestamp) high = middle;
    else low = middle + 1;
  }
  return low;
}
