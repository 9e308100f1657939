import { createRateLimiter, type RateLimiterClock } from "../aws/rate-limiter.ts";
import type { Throttle } from "../config/stack-settings.ts";

/** Of the stage's limit, the rest is for the page and other clients. */
const SHARE = 0.8;

/** The requests per second that one command sends at most. */
export function paceBelow({ rate }: Throttle): number {
  return rate * SHARE;
}

/** Returns a wait for one more request that stays below the stage's limit. */
export function createPaceBelow(throttle: Throttle, time: RateLimiterClock): () => Promise<void> {
  const perSecond = paceBelow(throttle);
  // Half of the burst: requests that were under way for long can arrive together with those that follow.
  const calls = Math.max(1, Math.floor(Math.min(perSecond, throttle.burst / 2)));
  return createRateLimiter(time, calls, (calls / perSecond) * 1000);
}
