import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/logs/log-event.ts";
import { type LogView, renderJsonLine, renderLine } from "../../src/logs/render-line.ts";

const EVENT: LogEvent = {
  source: "api",
  logGroup: "/aws/api-gateway/todo-api-dev",
  timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 67),
  eventId: "e1",
  message: "raw \x1b[31m \u009b2J\n",
};

const PIPE: LogView = {
  clock: "iso",
  style: { time: (text) => text, source: (_, text) => text, level: (_, text) => text },
  now: () => EVENT.timestamp,
};

describe("a log line", () => {
  it("is time, source, level and message", () => {
    expect(renderLine(EVENT, { level: "INFO", text: "GET /dev/items 200 12ms" }, PIPE)).toBe(
      "2026-01-02T03:04:05.067Z api    INFO  GET /dev/items 200 12ms\n",
    );
  });

  it("keeps its columns without a level", () => {
    expect(renderLine({ ...EVENT, source: "create" }, { text: "hello" }, PIPE)).toBe(
      "2026-01-02T03:04:05.067Z create       hello\n",
    );
  });

  it("never lets a message control the terminal", () => {
    expect(renderLine(EVENT, { level: "\x1b[0m", text: "\x1b]0;x\x07\u202e" }, PIPE)).toBe(
      "2026-01-02T03:04:05.067Z api    \\x1b[0m \\x1b]0;x\\x07\\u202e\n",
    );
  });

  it("has the time of day on a terminal, and the date of another day", () => {
    const wall: LogView = { ...PIPE, clock: "wall" };
    expect(renderLine(EVENT, { text: "x" }, wall)).toMatch(/^\d\d:04:05\.067 api {10}x\n$/);
    const later = { ...wall, now: () => EVENT.timestamp + 3 * 86_400_000 };
    expect(renderLine(EVENT, { text: "x" }, later)).toMatch(/^2026-01-0\d \d\d:04:05\.067 api/);
  });

  it("is raw in JSON, and still safe to show", () => {
    const json = renderJsonLine(EVENT);
    expect(json).toMatch(/^[\x20-\x7e]*\n$/);
    expect(JSON.parse(json)).toEqual({ ...EVENT, timestamp: "2026-01-02T03:04:05.067Z" });
  });
});
