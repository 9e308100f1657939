import type { LocalTiming } from "../../daemon/local-timing.ts";
import type { ServiceName } from "../model/service-model.ts";
import { type ConcurrentUpdateGuard, createConcurrentUpdateGuard } from "./concurrent-update-guard.ts";
import { createDraws } from "./draws.ts";
import { EFFECTS, type Effect } from "./effects.ts";
import { latencyOf } from "./latencies.ts";
import { createRateLimits, NO_LIMITS, type RateLimits } from "./rate-limits.ts";

/** How fast a cloud is: how long its calls take, how late their effects come, how many calls it takes. Times are milliseconds. */
export interface Timing {
  readonly timing: LocalTiming;
  /** How long one call takes, from its arrival to its answer. */
  latency(service: ServiceName, operation: string): number;
  /** How much later than the call an effect comes; the same for the same key at every look. */
  delay(effect: Effect, key: string): number;
  /** Whether something that happens now and then happens now. */
  happens(probability: number): boolean;
  readonly limits: RateLimits;
  readonly concurrentUpdates: ConcurrentUpdateGuard;
  /** Items on a page of a list, where the caller and AWS allow more. */
  readonly pageLimit: number;
}

/** How a pace is chosen. */
export interface TimingOptions {
  readonly timing?: LocalTiming;
  /** Draws every time anew between its bounds, always the same for the same seed; without one, every time is the middle of its bounds. */
  readonly seed?: number;
  readonly pageLimit?: number;
}

/** The pace of a timing. */
export function createTiming({
  timing = "instant",
  seed,
  pageLimit = Number.POSITIVE_INFINITY,
}: TimingOptions): Timing {
  if (timing === "instant")
    return {
      timing,
      latency: () => 0,
      delay: () => 0,
      happens: () => false,
      limits: NO_LIMITS,
      concurrentUpdates: createConcurrentUpdateGuard(),
      pageLimit,
    };
  const draws = createDraws(seed);
  return {
    timing,
    latency: (service, operation) => 1000 * draws.next(latencyOf(service, operation)),
    delay: (effect, key) => 1000 * draws.of(`${effect} ${key}`, EFFECTS[effect]),
    happens: draws.happens,
    limits: createRateLimits(),
    concurrentUpdates: createConcurrentUpdateGuard(),
    pageLimit,
  };
}
