import type { LogEvent, SourceGroup } from "./log-event.ts";
import type { Page, ReadPage } from "./page-reader.ts";

/** A group, and the time from which to read it (milliseconds since the epoch). */
interface Window {
  readonly group: SourceGroup;
  readonly startTime: number;
}

/**
 * Yields all events in all windows, oldest first. Reads page by page, one request at a time, to hold at most one page
 * per group in memory.
 */
export async function* readRound(
  read: ReadPage,
  windows: readonly Window[],
  onMissing: (group: SourceGroup) => void,
): AsyncGenerator<LogEvent> {
  const queues = windows.map((window) => createQueue(read, window, onMissing));
  for (const queue of queues) await queue.fill();
  for (let next = oldest(queues); next !== undefined; next = oldest(queues)) {
    const event = next.take();
    if (event !== undefined) yield event;
    await next.fill();
  }
}

/** The events in one window that have been read but not yet taken. */
interface Queue {
  first(): LogEvent | undefined;
  take(): LogEvent | undefined;
  /** Reads the next page with events if no events are left. */
  fill(): Promise<void>;
}

function createQueue(read: ReadPage, { group, startTime }: Window, onMissing: (group: SourceGroup) => void): Queue {
  let page: Page | undefined;
  let index = 0;
  let isAtEnd = false;
  const first = () => page?.events[index];
  return {
    first,
    take() {
      const event = first();
      index += 1;
      return event;
    },
    async fill() {
      while (!isAtEnd && first() === undefined) {
        page = await read(group, startTime, page?.nextToken);
        index = 0;
        isAtEnd = page?.nextToken === undefined;
        if (page === undefined) onMissing(group);
      }
    },
  };
}

function oldest(queues: readonly Queue[]): Queue | undefined {
  let found: Queue | undefined;
  let time = Number.POSITIVE_INFINITY;
  for (const queue of queues) {
    const { timestamp } = queue.first() ?? {};
    if (timestamp === undefined || timestamp >= time) continue;
    found = queue;
    time = timestamp;
  }
  return found;
}
