/** Time, and what ends every wait. */
export interface RateLimiterClock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

/** Returns a wait for one more call that keeps all of them to so many in any stretch of so many milliseconds, however many wait concurrently. */
export function createRateLimiter(time: RateLimiterClock, calls: number, milliseconds: number): () => Promise<void> {
  const starts: number[] = [];
  return async () => {
    const now = time.now();
    const oldest = starts.length < calls ? undefined : starts.shift();
    const start = Math.max(now, oldest === undefined ? 0 : oldest + milliseconds);
    // Taken before the wait: whoever asks meanwhile comes after it.
    starts.push(start);
    if (start > now) await time.sleep(start - now, time.signal);
  };
}
