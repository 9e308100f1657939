import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/local/timing/clock.ts";

const NOW = Date.UTC(2026, 0, 1);

afterEach(() => {
  vi.useRealTimers();
});

test("stands still while the machine's clock is adjusted back, and follows a clock that was set back", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  const { now } = systemClock(5);
  const seen = [0, 1000, 300, 999, 1001, -3_600_000, -3_599_000].map((at) => {
    vi.setSystemTime(NOW + at);
    return now() - NOW - 5;
  });
  expect(seen).toEqual([0, 1000, 1000, 1000, 1001, -3_600_000, -3_599_000]);
});
