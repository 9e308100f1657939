import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { readEventLines, writeEventLines } from "./event-lines.ts";
import type { LogEvent, TimeRange } from "./log-storage.ts";
import { between, insert } from "./sorted-events.ts";

/** Events in a log group that arrived consecutively. If the cloud has a directory, they are stored in one file. */
export interface Segment {
  hasRoom(): boolean;
  append(events: readonly LogEvent[]): void;
  /** Returns the events, ordered by timestamp. */
  read(times?: TimeRange): LogEvent[];
  overlaps(times: TimeRange): boolean;
  endsBefore(time: number): boolean;
  bytes(): number;
  /** Frees the memory that the events use, if a file contains them. */
  unload(): void;
  close(): void;
  /** Closes the segment and deletes its file. */
  remove(): void;
}

const MAX_EVENTS = 20_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Creates an empty segment. */
export function newSegment(file: string | undefined): Segment {
  return segment(file, []);
}

/** A segment that an earlier run of the local cloud wrote. It is read when needed, and accepts no new events. */
export function storedSegment(file: string): Segment {
  return { ...segment(file, undefined), hasRoom: () => false };
}

function segment(file: string | undefined, initialEvents: LogEvent[] | undefined): Segment {
  let events = initialEvents;
  let times: TimeRange | undefined;
  let bytes = initialEvents || file === undefined ? 0 : statSync(file).size;
  let descriptor: number | undefined;

  function load(): LogEvent[] {
    events ??= file === undefined ? [] : readEventLines(readFileSync(file, "utf8"));
    return events;
  }

  /**
   * The range from the first timestamp to the last; if there are no events, an empty range, which overlaps no other
   * range.
   */
  function range(): TimeRange {
    if (!events && times) return times;
    const all = load();
    return {
      from: all[0]?.timestamp ?? Number.POSITIVE_INFINITY,
      to: all.at(-1)?.timestamp ?? Number.NEGATIVE_INFINITY,
    };
  }

  function close(): void {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  }

  return {
    hasRoom: () => events !== undefined && events.length < MAX_EVENTS && bytes < MAX_BYTES,
    append(added) {
      if (file !== undefined) {
        descriptor ??= openSync(file, "a", 0o600);
        appendLines(descriptor, writeEventLines(added));
      }
      for (const event of added) insert(load(), event);
      bytes += added.reduce((sum, { message }) => sum + message.length, 0);
    },
    read: (requested) => (requested ? between(load(), requested) : load()),
    overlaps: ({ from, to }) => range().from <= to && range().to >= from,
    endsBefore: (time) => range().to < time,
    bytes: () => bytes,
    unload() {
      if (file === undefined) return;
      times = range();
      events = undefined;
      close();
    },
    close,
    remove() {
      close();
      if (file !== undefined) rmSync(file, { force: true });
    },
  };
}

/** If the write fails, removes the part that was written; otherwise, the next line would be appended to it. */
function appendLines(descriptor: number, lines: string): void {
  const { size } = fstatSync(descriptor);
  try {
    appendFileSync(descriptor, lines);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  }
}
