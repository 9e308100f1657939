import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { parseSince } from "../../src/logs/since.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("--since", () => {
  it.each([
    ["30s", 30],
    ["10m", 600],
    ["2h", 7_200],
    ["1d", 86_400],
    ["1W", 604_800],
  ])("parses %s as a time before now", (text, seconds) => {
    expect(parseSince(text, NOW)).toBe(NOW - seconds * 1000);
  });

  it.each([
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["2026-01-01T02:00+02:00", "2026-01-01T00:00:00Z"],
    ["2026-01-01", "2026-01-01T00:00:00"],
    ["2026-01-01T00:00", "2026-01-01T00:00:00"],
    ["2026-01-01 00:00:00", "2026-01-01T00:00:00"],
  ])("parses %s as a time, which is local unless it states another zone", (text, time) => {
    expect(parseSince(text, NOW)).toBe(Date.parse(time));
  });

  it("never goes back beyond the epoch, which CloudWatch Logs rejects", () => {
    expect(parseSince("999999999w", NOW)).toBe(0);
  });

  it.each([
    "",
    "10",
    "m",
    "-5m",
    "1.5h",
    "10 minutes",
    "yesterday",
    "2026-13-01",
    "2026-02-30",
    "2026-02-30T10:00",
    "1969-01-01",
  ])("rejects %j", (text) => {
    expect(() => parseSince(text, NOW)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
  });
});
