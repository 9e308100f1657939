import type { ServiceName } from "../model/service-model.ts";

/** The account's rate limits, which apply to each region separately. */
export interface RateLimits {
  /** Accepts a call and returns 0, or returns the seconds until it would be accepted. `now` is in milliseconds. */
  take(call: LimitedCall, now: number): number;
}

interface LimitedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
}

export const NO_LIMITS: RateLimits = { take: () => 0 };

/** Allows `burst` calls at the same time, and then one every `secondsPerCall` seconds. */
interface Limit {
  readonly burst: number;
  readonly secondsPerCall: number;
}

/**
 * Operations with their own limit (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html).
 */
const OPERATION_LIMITS: Readonly<Record<string, Limit | undefined>> = {
  "apigateway:CreateRestApi": { burst: 1, secondsPerCall: 3 },
  "apigateway:PutRestApi": { burst: 1, secondsPerCall: 1 },
  "apigateway:CreateDeployment": { burst: 1, secondsPerCall: 5 },
  "apigateway:DeleteRestApi": { burst: 1, secondsPerCall: 30 },
  "apigateway:UpdateAccount": { burst: 1, secondsPerCall: 20 },
  "apigateway:CreateApiKey": { burst: 5, secondsPerCall: 0.2 },
  "apigateway:DeleteApiKey": { burst: 5, secondsPerCall: 0.2 },
  "apigateway:UpdateUsagePlan": { burst: 1, secondsPerCall: 20 },
  "apigateway:GetResources": { burst: 5, secondsPerCall: 0.4 },
  "lambda:GetFunction": { burst: 100, secondsPerCall: 0.01 },
  "lambda:GetPolicy": { burst: 15, secondsPerCall: 1 / 15 },
  "logs:FilterLogEvents": { burst: 5, secondsPerCall: 0.2 },
  "dynamodb:TagResource": { burst: 5, secondsPerCall: 0.2 },
};

/** API Gateway's limit applies to all calls, Lambda's only to calls to operations without their own limit. */
const SERVICE_LIMITS: Readonly<Partial<Record<ServiceName, Limit & { readonly countsAll: boolean }>>> = {
  apigateway: { burst: 40, secondsPerCall: 0.1, countsAll: true },
  lambda: { burst: 15, secondsPerCall: 1 / 15, countsAll: false },
};

/** AWS's limits on calls to its APIs, as token buckets. A rejected call takes no token. */
export function createRateLimits(): RateLimits {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (key: string, limit: Limit) => {
    const bucket = buckets.get(key) ?? createBucket(limit);
    buckets.set(key, bucket);
    return bucket;
  };
  return {
    take({ service, operation, region }, now) {
      const own = OPERATION_LIMITS[`${service}:${operation}`];
      const shared = SERVICE_LIMITS[service];
      const counting = [
        ...(own ? [bucketOf(`${region} ${service}:${operation}`, own)] : []),
        ...(shared && (shared.countsAll || !own) ? [bucketOf(`${region} ${service}`, shared)] : []),
      ];
      const wait = Math.max(0, ...counting.map((bucket) => bucket.untilToken(now)));
      if (wait === 0) for (const bucket of counting) bucket.take();
      return wait / 1000;
    },
  };
}

interface Bucket {
  /** The milliseconds until the bucket has a token. */
  untilToken(now: number): number;
  take(): void;
}

function createBucket({ burst, secondsPerCall }: Limit): Bucket {
  let tokens = burst;
  let filledAt = Number.NEGATIVE_INFINITY;
  return {
    untilToken(now) {
      tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) / (secondsPerCall * 1000));
      filledAt = now;
      return tokens >= 1 ? 0 : (1 - tokens) * secondsPerCall * 1000;
    },
    take() {
      tokens -= 1;
    },
  };
}
