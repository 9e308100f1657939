import type { Clock } from "../../../timing/clock.ts";
import { ACCOUNT_LIMITS } from "../stage/stage-output.ts";
import type { MethodSettings, StageRecord } from "../store.ts";

/** Counts a request against its limits. Returns false if it exceeds them. */
export type Throttle = (settingsKey: string) => boolean;

/**
 * Creates the token buckets for a stage: one for each method with its own limits, and one that all other methods share
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html).
 */
export function createThrottle({ methodSettings }: StageRecord, clock: Clock): Throttle {
  const { "*/*": stageSettings = {}, ...settingsByMethod } = methodSettings;
  const stageBucket = newBucket(stageSettings, clock);
  const buckets = new Map(
    Object.entries(settingsByMethod)
      .filter(([, { throttlingBurstLimit: burst, throttlingRateLimit: rate }]) => (burst ?? rate) !== undefined)
      .map(([key, settings]) => [key, newBucket(settings, clock)] as const),
  );
  return (settingsKey) => (buckets.get(settingsKey) ?? stageBucket)();
}

/** Creates a token bucket: a function that takes a token, or returns false if none is left. */
export function newBucket(settings: MethodSettings, clock: Clock): () => boolean {
  const { throttlingBurstLimit: burst, throttlingRateLimit: rate } = { ...ACCOUNT_LIMITS, ...settings };
  let tokens: number = burst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    // An unlimited rate fills the bucket even if no time has passed; `0 * Infinity` would be NaN.
    const added = rate === Number.POSITIVE_INFINITY ? burst : (Math.max(0, now - filledAt) * rate) / 1000;
    tokens = Math.min(burst, tokens + added);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
