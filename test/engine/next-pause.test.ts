import { expect, test } from "vitest";
import { nextPause, type RetryLimits } from "../../src/engine/next-pause.ts";

const LIMITS: RetryLimits = { firstPauseSeconds: 0.5, longestPauseSeconds: 4 };
const ATTEMPTS = [1, 2, 3, 4, 5, 6] as const;

function pauses(limits: RetryLimits, retryAfterSeconds?: number, random?: () => number) {
  const hint = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return ATTEMPTS.map((attempts) => nextPause(limits, { attempts, ...hint }, random));
}

test("doubles the pause from the first to the longest", () => {
  expect(pauses(LIMITS)).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
  expect(nextPause(LIMITS, { attempts: 10_000 })).toBe(4000);
});

test("never exceeds the longest pause, even at first", () => {
  expect(nextPause({ firstPauseSeconds: 5, longestPauseSeconds: 2 }, { attempts: 1 })).toBe(2000);
});

test("shortens a pause with jitter by at most half", () => {
  const limits = { ...LIMITS, hasJitter: true };
  expect(pauses(limits, undefined, () => 0)).toEqual(pauses(LIMITS));
  expect(pauses(limits, undefined, () => 1)).toEqual(pauses(LIMITS).map((pause = 0) => pause / 2));
  for (const pause of pauses(limits)) expect(pause).toBeLessThanOrEqual(4000);
});

test("returns no pause after the last attempt", () => {
  expect(pauses({ ...LIMITS, attempts: 3 })).toEqual([500, 1000, undefined, undefined, undefined, undefined]);
  expect(nextPause({ ...LIMITS, attempts: 1 }, { attempts: 1 })).toBeUndefined();
});

test("returns no pause that would end after the timeout", () => {
  const limits = { ...LIMITS, seconds: 10 };
  expect(nextPause(limits, { attempts: 2, milliseconds: 9000 })).toBe(1000);
  expect(nextPause(limits, { attempts: 2, milliseconds: 9001 })).toBeUndefined();
  expect(nextPause(limits, { attempts: 1, retryAfterSeconds: 11 })).toBeUndefined();
});

test("never returns a pause shorter than Retry-After, with or without jitter", () => {
  expect(pauses(LIMITS, 3)).toEqual([3000, 3000, 3000, 4000, 4000, 4000]);
  for (const random of [0, 0.5, 1])
    for (const pause of pauses({ ...LIMITS, hasJitter: true }, 3, () => random))
      expect(pause).toBeGreaterThanOrEqual(3000);
});

test("spreads requests that have the same Retry-After", () => {
  const spread = [0, 0.5, 1].map((random) =>
    nextPause({ ...LIMITS, hasJitter: true }, { attempts: 1, retryAfterSeconds: 3 }, () => random),
  );
  expect(spread).toEqual([3000, 3125, 3250]);
});
