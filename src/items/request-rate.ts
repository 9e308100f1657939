import { createRateLimiter } from "../aws/rate-limiter.ts";
import type { Throttle } from "../config/api-settings.ts";
import type { Clock } from "../engine/clock.ts";

/** Leaves the rest of the stage's limit to the page and other clients. */
const SHARE = 0.8;

/** The maximum rate of one command, in requests per second: below the stage's limit. */
export function maxRequestRate({ rate }: Throttle): number {
  return rate * SHARE;
}

/** Returns a function that waits before a request for as long as the stage's limit requires. */
export function createRequestPace(throttle: Throttle, clock: Clock): () => Promise<void> {
  const perSecond = maxRequestRate(throttle);
  // Uses half of the burst, because delayed requests can arrive together with later ones.
  const calls = Math.max(1, Math.floor(Math.min(perSecond, throttle.burst / 2)));
  return createRateLimiter(clock, calls, (calls / perSecond) * 1000);
}
