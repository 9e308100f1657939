import type { RateLimiterClock } from "../aws/rate-limiter.ts";
import { createCursor } from "./cursor.ts";
import type { LogEvent, SourceGroup } from "./log-event.ts";
import type { ReadPage } from "./page-reader.ts";
import { createProbeFilter } from "./probe-filter.ts";
import { readRound } from "./read-round.ts";

/** What to read, and whom to tell. */
export interface Reading {
  readonly groups: readonly SourceGroup[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Goes on until the world's signal is aborted, which rejects with the signal's reason. */
  readonly follow: boolean;
  /** Whether the lines of the tool's own probes and lookups are among them. */
  readonly withProbes: boolean;
  /** Called once for each group that is not there. */
  onMissing(group: SourceGroup): void;
  /** The error for when no group is there. */
  nothingThere(): Error;
}

const PAUSE_MS = 1_500;

/** The events of a stack: those since a time, the oldest first, and with `follow` each later one once, marked when it is late. */
export async function* readLogs(read: ReadPage, world: RateLimiterClock, reading: Reading): AsyncGenerator<LogEvent> {
  const { groups, since, follow, withProbes } = reading;
  const cursors = new Map(groups.map((group) => [group.logGroup, createCursor(since, world.now)]));
  const probes = withProbes ? undefined : createProbeFilter();
  const told = new Set<SourceGroup>();
  for (;;) {
    const missing = new Set<SourceGroup>();
    const windows = groups.map((group) => ({ group, startTime: cursors.get(group.logGroup)?.start() ?? since }));
    const pages = new Map<string, number>();
    const counted: ReadPage = (group, ...from) => {
      pages.set(group.logGroup, (pages.get(group.logGroup) ?? 0) + 1);
      return read(group, ...from);
    };
    for await (const event of readRound(counted, windows, (group) => missing.add(group))) {
      const taken = cursors.get(event.logGroup)?.take(event);
      if (taken === undefined || taken === "known") continue;
      const shown = taken === "late" ? { ...event, isLate: true as const } : event;
      yield* probes?.take(shown) ?? [shown];
    }
    for (const [group, count] of pages) cursors.get(group)?.end(count);
    yield* probes?.endRound(!follow) ?? [];
    if (missing.size === groups.length) throw reading.nothingThere();
    for (const group of missing) if (!told.has(group)) reading.onMissing(group);
    for (const group of missing) told.add(group);
    if (!follow) return;
    await world.sleep(PAUSE_MS, world.signal);
  }
}
