import type { QuotaSettings, ThrottleSettings } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../errors.ts";
import type { PlanQuota, PlanThrottle } from "../store.ts";

/** Returns the throttle of a plan; throws if a limit is invalid. */
export function checkThrottle({ rateLimit, burstLimit }: ThrottleSettings): PlanThrottle {
  for (const limit of [rateLimit, burstLimit])
    if (limit !== undefined && !(limit >= 0)) throw badRequest("Usage Plan throttle limits must not be negative");
  return { rateLimit, burstLimit };
}

/** Returns the quota of a plan; throws if it is invalid. */
export function checkQuota({ limit = 0, offset = 0, period }: QuotaSettings): PlanQuota {
  if (!(limit >= 1)) throw badRequest("Usage Plan quota limit must be at least 1");
  if (period === undefined) throw badRequest("Usage Plan quota period must be DAY, WEEK or MONTH");
  return { limit, offset, period };
}
