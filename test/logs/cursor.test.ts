import { describe, expect, it } from "vitest";
import { createCursor } from "../../src/logs/cursor.ts";
import type { LogEvent } from "../../src/logs/log-event.ts";

const NOW = 1_000_000_000;
const MINUTE = 60_000;
const SINCE = NOW - 10 * MINUTE;

function eventAt(timestamp: number, eventId = `e${timestamp}`): LogEvent {
  return { source: "read", logGroup: "g", timestamp, eventId, message: "" };
}

/** A cursor that has read these events in a first round with this number of pages. */
function cursorAfter(times: readonly number[], { pages = 1, now = (): number => NOW, mostIds = 1000 } = {}) {
  const cursor = createCursor(SINCE, now, mostIds);
  cursor.start();
  for (const time of times) cursor.take(eventAt(time));
  cursor.end(pages);
  return cursor;
}

describe("how far a log group has been read", () => {
  it("begins at the given time, and marks no event of the first round as late", () => {
    const cursor = createCursor(SINCE, () => NOW);
    expect(cursor.start()).toBe(SINCE);
    expect([NOW, SINCE, NOW - MINUTE].map((time) => cursor.take(eventAt(time)))).toEqual(["new", "new", "new"]);
  });

  it("recognizes an event by its ID, not by its time", () => {
    const cursor = cursorAfter([]);
    expect(["a", "b", "a"].map((id) => cursor.take(eventAt(NOW, id)))).toEqual(["new", "new", "known"]);
  });

  it("reads everything again in every round while it fits on one page, and shows each late event once, as late", () => {
    const cursor = cursorAfter([NOW]);
    expect(cursor.start()).toBe(SINCE);
    const late = eventAt(NOW - 5 * MINUTE);
    expect([late, eventAt(NOW), eventAt(NOW - 20_000)].map(cursor.take)).toEqual(["late", "known", "new"]);
    cursor.end(1);
    cursor.start();
    expect(cursor.take(late)).toBe("known");
  });

  it("between complete reads of n pages, reads n - 1 times only from 30 seconds before the newest event", () => {
    const cursor = cursorAfter([NOW, NOW - 5_000], { pages: 4 });
    const starts = Array.from({ length: 8 }, () => {
      const start = cursor.start();
      cursor.end(start === SINCE ? 4 : 1);
      return start;
    });
    const overlap = NOW - 30_000;
    expect(starts).toEqual([overlap, overlap, overlap, SINCE, overlap, overlap, overlap, SINCE]);
  });

  it("does not advance to an event from the future", () => {
    const cursor = cursorAfter([NOW + 60 * MINUTE], { pages: 2 });
    expect(cursor.start()).toBe(NOW - 30_000);
    expect(cursor.take(eventAt(NOW + 60 * MINUTE))).toBe("known");
  });

  it("continues from the newest event, however far ahead this machine's clock is, and never goes back", () => {
    let now = NOW + 60 * MINUTE;
    const cursor = cursorAfter([NOW], { pages: 9, now: () => now });
    expect(cursor.start()).toBe(NOW - 30_000);
    now -= 120 * MINUTE;
    cursor.end(1);
    expect(cursor.start()).toBe(NOW - 30_000);
  });

  it("forgets the older half of too many events, but none that it will read again, and shows nothing twice", () => {
    const times = Array.from({ length: 1500 }, (_, index) => NOW - 5 * MINUTE + index * 200);
    const cursor = cursorAfter(times);
    const start = cursor.start();
    expect(start).toBeGreaterThan(SINCE);
    expect(start).toBeLessThanOrEqual(NOW - 30_000);
    expect(times.map((time) => cursor.take(eventAt(time))).filter((taken) => taken !== "known")).toEqual([]);
    const dense = Array.from({ length: 5000 }, (_, index) => NOW - 6_000 + index);
    const burst = cursorAfter(dense);
    expect(burst.start()).toBeLessThanOrEqual(NOW - 31_000);
    expect(dense.map((time) => burst.take(eventAt(time))).filter((taken) => taken !== "known")).toEqual([]);
  });
});
