import type { LocalTiming } from "../../daemon/local-settings.ts";
import type { ServiceName } from "../model/service-model.ts";
import { type ConcurrentUpdateGuard, createConcurrentUpdateGuard } from "./concurrent-update-guard.ts";
import { createDraws } from "./draws.ts";
import { EFFECTS, type Effect } from "./effects.ts";
import { latencyOf } from "./latencies.ts";
import { createRateLimits, NO_LIMITS, type RateLimits } from "./rate-limits.ts";

/** The speed and the limits of a cloud. Times are in milliseconds. */
export interface Timing {
  readonly mode: LocalTiming;
  /** The duration of one call, from the request to the response. */
  latency(service: ServiceName, operation: string): number;
  /** The delay between a call and its effect. The same key always gives the same delay. */
  delay(effect: Effect, key: string): number;
  /** Whether an event with this probability happens now. */
  happens(probability: number): boolean;
  readonly limits: RateLimits;
  readonly concurrentUpdates: ConcurrentUpdateGuard;
  /** The maximum number of items on a page of a list, even if the caller and AWS allow more. */
  readonly pageLimit: number;
}

export interface TimingOptions {
  readonly mode?: LocalTiming;
  /** Determines the duration of each call and delay; without a seed, each is the midpoint of its bounds. */
  readonly seed?: number;
  readonly pageLimit?: number;
}

export function createTiming({ mode = "instant", seed, pageLimit = Number.POSITIVE_INFINITY }: TimingOptions): Timing {
  if (mode === "instant")
    return {
      mode,
      latency: () => 0,
      delay: () => 0,
      happens: () => false,
      limits: NO_LIMITS,
      concurrentUpdates: createConcurrentUpdateGuard(),
      pageLimit,
    };
  const draws = createDraws(seed);
  return {
    mode,
    latency: (service, operation) => 1000 * draws.next(latencyOf(service, operation)),
    delay: (effect, key) => 1000 * draws.of(`${effect} ${key}`, EFFECTS[effect]),
    happens: draws.happens,
    limits: createRateLimits(),
    concurrentUpdates: createConcurrentUpdateGuard(),
    pageLimit,
  };
}
