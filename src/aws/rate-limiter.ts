import type { Clock } from "../engine/clock.ts";

/**
 * Returns a function that callers await before each call. It waits long enough that at most `calls` calls start in any
 * period of `milliseconds`.
 */
export function createRateLimiter(clock: Clock, calls: number, milliseconds: number): () => Promise<void> {
  let starts: number[] = [];
  let latest = 0;
  return async () => {
    const now = clock.now();
    // If the clock has been set back, the recorded calls would appear to be in the future and prolong the wait.
    if (now < latest) starts = starts.map((start) => start - (latest - now));
    latest = now;
    const oldest = starts.length < calls ? undefined : starts.shift();
    const start = Math.max(now, oldest === undefined ? 0 : oldest + milliseconds);
    // The slot is reserved before the wait, so that a concurrent caller gets a later one.
    starts.push(start);
    if (start > now) await clock.sleep(start - now);
  };
}
