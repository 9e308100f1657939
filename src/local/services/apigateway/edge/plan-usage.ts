import type { Clock } from "../../../timing/clock.ts";
import type { PlanQuota, UsagePlanRecord } from "../store.ts";
import type { AdmittedKey } from "./edge-request.ts";
import { type GatewayError, QUOTA_EXCEEDED, THROTTLED } from "./gateway-error.ts";
import { newBucket } from "./throttle.ts";

/** Counts a request against the usage plan's limits for the API key. Returns an error if a limit is exceeded. */
export type PlanUsage = (key: AdmittedKey) => GatewayError | undefined;

/** Used for limits that a plan does not set. Otherwise, `newBucket` would apply the account's limits. */
const UNLIMITED = { throttlingRateLimit: Number.POSITIVE_INFINITY, throttlingBurstLimit: Number.POSITIVE_INFINITY };

/** Creates the counters. A changed plan starts with full buckets but keeps its used quota; a restart resets both. */
export function createPlanUsage(clock: () => Clock): PlanUsage {
  const buckets = new WeakMap<UsagePlanRecord, Map<string, () => boolean>>();
  const used = new Map<string, number>();

  function bucketOf(plan: UsagePlanRecord, keyId: string): () => boolean {
    const planBuckets = buckets.get(plan) ?? new Map<string, () => boolean>();
    buckets.set(plan, planBuckets);
    const { rateLimit, burstLimit } = plan.throttle ?? {};
    const bucket =
      planBuckets.get(keyId) ??
      newBucket(
        {
          ...UNLIMITED,
          ...(rateLimit !== undefined && { throttlingRateLimit: rateLimit }),
          ...(burstLimit !== undefined && { throttlingBurstLimit: burstLimit }),
        },
        clock(),
      );
    planBuckets.set(keyId, bucket);
    return bucket;
  }

  return ({ id, plan }) => {
    if (plan.throttle && !bucketOf(plan, id)()) return THROTTLED;
    if (!plan.quota) return undefined;
    const period = `${plan.id} ${id} ${periodStart(clock().now(), plan.quota.period)}`;
    const count = (used.get(period) ?? 0) + 1;
    if (count > plan.quota.limit) return QUOTA_EXCEEDED;
    used.set(period, count);
    return undefined;
  };
}

/** The start of the current period, at midnight UTC. Weeks start on Sunday. */
function periodStart(now: number, period: PlanQuota["period"]): string {
  const day = new Date(now);
  if (period === "WEEK") day.setUTCDate(day.getUTCDate() - day.getUTCDay());
  return day.toISOString().slice(0, period === "MONTH" ? 7 : 10);
}
