import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LogEvent, StreamSummary, TimeRange } from "./log-storage.ts";
import { newSegment, type Segment, storedSegment } from "./segment.ts";

/** The events in one log group. */
export interface GroupLog {
  append(events: readonly LogEvent[]): void;
  read(times: TimeRange): readonly LogEvent[];
  streams(): readonly StreamSummary[];
  storedBytes(): number;
  expire(time: number): void;
  drop(): void;
  close(): void;
}

/** Limits a group's events in memory to about 200,000, or 80 MB. */
const SEGMENTS_IN_MEMORY = 10;

/**
 * Opens a group's log. Its segments are stored in `folder`, and the latest ones are also kept in memory. If there
 * is no folder, all segments are kept only in memory.
 */
export function openGroupLog(folder: string | undefined): GroupLog {
  const files = folder === undefined ? [] : segmentFiles(folder);
  let segments: Segment[] = files.map((file) => storedSegment(join(folder ?? "", file)));
  let lastNumber = Math.max(0, ...files.map((file) => Number.parseInt(file, 10)));
  let streams: Map<string, StreamSummary> | undefined;

  /** Returns the segment to append to: never one from an earlier run, whose file may end in an incomplete line. */
  function currentSegment(): Segment {
    const last = segments.at(-1);
    if (last?.hasRoom()) return last;
    last?.close();
    lastNumber += 1;
    if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const segment = newSegment(folder && join(folder, `${String(lastNumber).padStart(8, "0")}.ndjson`));
    segments.push(segment);
    segments.at(-1 - SEGMENTS_IN_MEMORY)?.unload();
    return segment;
  }

  /** Reads every segment. Unloads each old segment before the next read, because memory might not hold all of them. */
  function readAll<Result>(read: (segment: Segment) => Result): Result[] {
    return segments.map((segment, index) => {
      const result = read(segment);
      if (index < segments.length - SEGMENTS_IN_MEMORY) segment.unload();
      return result;
    });
  }

  function summaries(): Map<string, StreamSummary> {
    const known = streams ?? new Map<string, StreamSummary>();
    if (!streams) readAll((segment) => summarize(known, segment.read()));
    streams = known;
    return known;
  }

  return {
    append(events) {
      currentSegment().append(events);
      if (streams) summarize(streams, events);
    },
    read(times) {
      return inOrder(readAll((segment) => (segment.overlaps(times) ? segment.read(times) : [])));
    },
    streams: () => [...summaries().values()],
    storedBytes: () => segments.reduce((sum, segment) => sum + segment.bytes(), 0),
    expire(time) {
      const isExpired = readAll((segment) => segment.endsBefore(time));
      for (const [index, segment] of segments.entries()) if (isExpired[index]) segment.remove();
      segments = segments.filter((_, index) => !isExpired[index]);
    },
    drop() {
      for (const segment of segments) segment.close();
      segments = [];
      streams = undefined;
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
    close() {
      for (const segment of segments) segment.close();
    },
  };
}

/**
 * Merges the events from several segments, which overlap if events arrived late. The sort is stable, so events with the
 * same timestamp stay in order of arrival.
 */
function inOrder(parts: readonly LogEvent[][]): readonly LogEvent[] {
  const [first = [], ...others] = parts.filter(({ length }) => length > 0);
  return others.length === 0 ? first : [first, ...others].flat().sort((one, other) => one.timestamp - other.timestamp);
}

function segmentFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+\.ndjson$/.test(name))
    .sort();
}

/** Adds events to the summaries of a group's streams. */
function summarize(streams: Map<string, StreamSummary>, events: readonly LogEvent[]): void {
  for (const { stream: name, timestamp, ingestionTime } of events) {
    const known = streams.get(name);
    streams.set(name, {
      name,
      createdAt: Math.min(known?.createdAt ?? ingestionTime, ingestionTime),
      firstTimestamp: Math.min(known?.firstTimestamp ?? timestamp, timestamp),
      lastTimestamp: Math.max(known?.lastTimestamp ?? timestamp, timestamp),
      lastIngestionTime: Math.max(known?.lastIngestionTime ?? ingestionTime, ingestionTime),
    });
  }
}
