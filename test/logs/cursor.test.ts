import { describe, expect, it } from "vitest";
import { createCursor } from "../../src/logs/cursor.ts";
import type { LogEvent } from "../../src/logs/log-event.ts";

const NOW = 1_000_000_000;
const MINUTE = 60_000;

function eventAt(timestamp: number, eventId = `e${timestamp}`): LogEvent {
  return { source: "read", logGroup: "g", timestamp, eventId, message: "" };
}

describe("how far a log group has been read", () => {
  it("begins where it is told to", () => {
    expect(createCursor(NOW - MINUTE, () => NOW).start()).toBe(NOW - MINUTE);
  });

  it("knows an event again by its id, not by its time", () => {
    const cursor = createCursor(NOW - MINUTE, () => NOW);
    expect(cursor.isNew(eventAt(NOW, "a"))).toBe(true);
    expect(cursor.isNew(eventAt(NOW, "b"))).toBe(true);
    expect(cursor.isNew(eventAt(NOW, "a"))).toBe(false);
  });

  it("goes on 30 seconds before the newest event", () => {
    const cursor = createCursor(NOW - MINUTE, () => NOW + MINUTE);
    cursor.isNew(eventAt(NOW));
    cursor.isNew(eventAt(NOW - 5_000));
    expect(cursor.start()).toBe(NOW - 30_000);
  });

  it("still knows every event of the overlap after going on", () => {
    const cursor = createCursor(NOW - MINUTE, () => NOW);
    const events = Array.from({ length: 60 }, (_, second) => eventAt(NOW - second * 1000));
    for (const event of events) cursor.isNew(event);
    const start = cursor.start();
    expect(events.filter((event) => event.timestamp >= start && cursor.isNew(event))).toEqual([]);
  });

  it("is not led on by an event from the future", () => {
    const cursor = createCursor(NOW - MINUTE, () => NOW);
    cursor.isNew(eventAt(NOW + 60 * MINUTE));
    expect(cursor.start()).toBe(NOW - 30_000);
    expect(cursor.isNew(eventAt(NOW + 60 * MINUTE))).toBe(false);
  });

  it("reads on from the newest event, however fast this machine's clock is", () => {
    const cursor = createCursor(NOW - MINUTE, () => NOW + 60 * MINUTE);
    cursor.isNew(eventAt(NOW));
    expect(cursor.start()).toBe(NOW - 30_000);
  });

  it("never goes back, when the clock does", () => {
    let now = NOW;
    const cursor = createCursor(NOW - MINUTE, () => now);
    cursor.isNew(eventAt(NOW));
    const before = cursor.start();
    now -= 60 * MINUTE;
    expect(cursor.start()).toBe(before);
  });

  it("forgets nothing of the overlap in a backlog of any length", () => {
    const cursor = createCursor(0, () => NOW);
    const events = Array.from({ length: 60_000 }, (_, index) => eventAt(NOW - 60_000 + index));
    for (const event of events) cursor.isNew(event);
    const start = cursor.start();
    const overlap = events.filter(({ timestamp }) => timestamp >= start);
    expect(overlap).toHaveLength(30_001);
    expect(overlap.filter((event) => cursor.isNew(event))).toEqual([]);
  });
});
