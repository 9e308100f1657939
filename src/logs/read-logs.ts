import type { Clock } from "../engine/clock.ts";
import { createCursor } from "./cursor.ts";
import type { LogEvent, SourceGroup } from "./log-event.ts";
import type { ReadPage } from "./page-reader.ts";
import { createProbeFilter } from "./probe-filter.ts";
import { readRound } from "./read-round.ts";

/** The logs to read, and callbacks. */
export interface Reading {
  readonly groups: readonly SourceGroup[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Whether to continue until the signal is aborted. */
  readonly follow: boolean;
  /** Whether to include the lines caused by probes, such as readiness checks. */
  readonly withProbes: boolean;
  /** Called once for each group that does not exist. */
  onMissing(group: SourceGroup): void;
  /** Creates the error to throw if no group exists. */
  noLogGroups(): Error;
}

const PAUSE_MS = 1_500;

/**
 * Yields a stack's log events since a time, oldest first. With `follow`, continues with new events, and marks late
 * events.
 */
export async function* readLogs(read: ReadPage, clock: Clock, reading: Reading): AsyncGenerator<LogEvent> {
  const { since, follow, withProbes } = reading;
  let { groups } = reading;
  const cursors = new Map(groups.map((group) => [group.logGroup, createCursor(since, clock.now)]));
  const probes = withProbes ? undefined : createProbeFilter();
  const reported = new Set<SourceGroup>();
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
    if (missing.size === groups.length) throw reading.noLogGroups();
    for (const group of missing) if (!reported.has(group)) reading.onMissing(group);
    for (const group of missing) reported.add(group);
    if (!follow) return;
    // Drops missing optional groups: each group costs a call, and CloudWatch Logs accepts only a few per second.
    groups = groups.filter((group) => !(group.isOptional && missing.has(group)));
    await clock.sleep(PAUSE_MS);
  }
}
