import type { RetryStrategyV2, RetryToken } from "@smithy/types";
import type { Clock } from "../engine/clock.ts";
import { nextPause, type RetryLimits } from "../engine/next-pause.ts";
import { reportWait } from "../engine/report-wait.ts";
import { classifyError, describeErrorClass, type ErrorClass, retryAfterSeconds, statusOf } from "./classify-error.ts";

/** Whether any service has responded yet; all clients of a Cloud share this value. */
interface Reached {
  hasResponded: boolean;
}

/**
 * Throttled calls are retried for two minutes, because some API Gateway calls are limited to one every 30 seconds for
 * all callers in the account (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
 */
const LIMITS: Readonly<Record<ErrorClass, RetryLimits>> = {
  throttled: { seconds: 120, firstPauseSeconds: 0.5, longestPauseSeconds: 5, hasJitter: true },
  failing: { seconds: 30, attempts: 8, firstPauseSeconds: 0.1, longestPauseSeconds: 2, hasJitter: true },
  unreachable: { seconds: 30, firstPauseSeconds: 0.1, longestPauseSeconds: 2, hasJitter: true },
};

/** If no service has responded, the endpoint is probably wrong or this machine is offline, so retries stop early. */
const NEVER_REACHED_SECONDS = 3;

/**
 * Retries calls to one service that were throttled, failed inside AWS, or lost their connection. The strategy sleeps
 * instead of returning a delay to the SDK, so that the wait is reported and ends on Ctrl-C. The SDK's own strategy
 * reports nothing, shortens Retry-After, and gives up within seconds.
 *
 * Calls that create a resource are also retried, although an attempt that got no response may have succeeded. Every
 * resource handles "already exists"; a duplicate REST API, usage plan or API key is found by its tags and deleted.
 */
export function retryStrategy(service: string, clock: Clock, reached: Reached): RetryStrategyV2 {
  const firstFailureAt = new WeakMap<RetryToken, number>();
  return {
    /**
     * Called before the first attempt. After Ctrl-C, no new call starts, but calls in progress finish, so that their
     * effects are known.
     */
    async acquireInitialRetryToken() {
      clock.signal.throwIfAborted();
      return tokenOf(0);
    },

    async refreshRetryTokenForRetry(before, failure) {
      const { error } = failure;
      reached.hasResponded ||= statusOf(error) !== undefined;
      const errorClass = classifyError(service, failure);
      if (!errorClass) throw error;
      const retries = before.getRetryCount() + 1;
      const since = firstFailureAt.get(before) ?? clock.now();
      const waited = clock.now() - since;
      const failures = { attempts: retries, milliseconds: waited, retryAfterSeconds: retryAfterSeconds(error) };
      const pause = nextPause(limitsFor(errorClass, reached), failures);
      if (pause === undefined) throw error;
      const reason = describeErrorClass(service, errorClass, error);
      reportWait(reason, waited);
      await clock.sleep(pause);
      reportWait(reason, waited + pause);
      const after = tokenOf(retries);
      firstFailureAt.set(after, since);
      return after;
    },

    recordSuccess() {
      reached.hasResponded = true;
    },
  };
}

/** Creates a token without a delay, because this strategy has already waited. */
function tokenOf(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}

function limitsFor(errorClass: ErrorClass, { hasResponded }: Reached): RetryLimits {
  const limits = LIMITS[errorClass];
  return errorClass === "unreachable" && !hasResponded ? { ...limits, seconds: NEVER_REACHED_SECONDS } : limits;
}
