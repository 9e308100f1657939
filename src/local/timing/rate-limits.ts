import type { ServiceName } from "../model/service-model.ts";

/** How many calls an account may make in a region. */
export interface RateLimits {
  /** Takes a call, or answers how many seconds later it would be taken. Times are milliseconds. */
  take(call: LimitedCall, now: number): number;
}

export interface LimitedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
}

/** Takes every call. */
export const NO_LIMITS: RateLimits = { take: () => 0 };

/** So many calls at once, and one more after each so many seconds. */
interface Limit {
  readonly burst: number;
  readonly secondsEach: number;
}

/** Operations with a limit of their own (apigateway/limits, fixed; LAMBDA/gettingstarted-limits; CloudWatch Logs quotas). */
const OF_OPERATIONS: Readonly<Record<string, Limit | undefined>> = {
  "apigateway:CreateRestApi": { burst: 1, secondsEach: 3 },
  "apigateway:PutRestApi": { burst: 1, secondsEach: 1 },
  "apigateway:CreateDeployment": { burst: 1, secondsEach: 5 },
  "apigateway:DeleteRestApi": { burst: 1, secondsEach: 30 },
  "apigateway:UpdateAccount": { burst: 1, secondsEach: 20 },
  "apigateway:GetResources": { burst: 5, secondsEach: 0.4 },
  "lambda:GetFunction": { burst: 100, secondsEach: 0.01 },
  "lambda:GetPolicy": { burst: 15, secondsEach: 1 / 15 },
  "logs:FilterLogEvents": { burst: 5, secondsEach: 0.2 },
  "dynamodb:TagResource": { burst: 5, secondsEach: 0.2 },
};

/** Every call of API Gateway counts here, whatever its own limit; of Lambda, the calls that have none. */
const OF_SERVICES: Readonly<Partial<Record<ServiceName, Limit & { readonly countsAll: boolean }>>> = {
  apigateway: { burst: 40, secondsEach: 0.1, countsAll: true },
  lambda: { burst: 15, secondsEach: 1 / 15, countsAll: false },
};

/** AWS's limits on control-plane calls, as token buckets; a call that is refused takes nothing. */
export function createRateLimits(): RateLimits {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (key: string, limit: Limit) => {
    const bucket = buckets.get(key) ?? createBucket(limit);
    buckets.set(key, bucket);
    return bucket;
  };
  return {
    take({ service, operation, region }, now) {
      const own = OF_OPERATIONS[`${service}:${operation}`];
      const shared = OF_SERVICES[service];
      const counting = [
        ...(own ? [bucketOf(`${region} ${service}:${operation}`, own)] : []),
        ...(shared && (shared.countsAll || !own) ? [bucketOf(`${region} ${service}`, shared)] : []),
      ];
      const wait = Math.max(0, ...counting.map((bucket) => bucket.wait(now)));
      if (wait === 0) for (const bucket of counting) bucket.take();
      return wait / 1000;
    },
  };
}

interface Bucket {
  /** Milliseconds until it has a token. */
  wait(now: number): number;
  take(): void;
}

function createBucket({ burst, secondsEach }: Limit): Bucket {
  let tokens = burst;
  let filledAt = Number.NEGATIVE_INFINITY;
  return {
    wait(now) {
      tokens = Math.min(burst, tokens + (now - filledAt) / (secondsEach * 1000));
      filledAt = now;
      return tokens >= 1 ? 0 : (1 - tokens) * secondsEach * 1000;
    },
    take() {
      tokens -= 1;
    },
  };
}
