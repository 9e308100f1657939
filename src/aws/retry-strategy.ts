import type { RetryStrategyV2, RetryToken } from "@smithy/types";
import { reportWait } from "../engine/report-wait.ts";
import { classifyError, describeErrorClass, type ErrorClass, hintSeconds, statusOf } from "./classify-error.ts";
import type { ClockAndSignal } from "./clock-and-signal.ts";

/** Whether any service has responded yet; the clients of one command share it. */
export interface Reached {
  hasResponded: boolean;
}

/** The bounds of retries; their pauses double from the first to the longest. */
interface RetryLimits {
  readonly seconds: number;
  readonly attempts: number;
  readonly firstPauseSeconds: number;
  readonly longestPauseSeconds: number;
}

/**
 * API Gateway accepts some calls once in 30 s, from all callers of the account
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
 */
const LIMITS: Readonly<Record<ErrorClass, RetryLimits>> = {
  throttled: { seconds: 120, attempts: Number.POSITIVE_INFINITY, firstPauseSeconds: 0.5, longestPauseSeconds: 5 },
  failing: { seconds: 30, attempts: 8, firstPauseSeconds: 0.1, longestPauseSeconds: 2 },
  unreachable: { seconds: 30, attempts: Number.POSITIVE_INFINITY, firstPauseSeconds: 0.1, longestPauseSeconds: 2 },
};

/** If no service has responded, the endpoint is probably wrong or this machine offline, so retries end soon. */
const NEVER_REACHED_SECONDS = 3;

/**
 * Retries calls of one service that were throttled, failed inside AWS, or lost their connection. It sleeps itself, so
 * that the wait has a name and ends with Ctrl-C; the SDK's own strategy reports nothing, shortens Retry-After, and
 * gives up in seconds.
 *
 * Creations are retried too, although the first attempt may have succeeded and only its response was lost: "already
 * exists" is success for every resource, and a second REST API is found by its tags and deleted.
 */
export function retryStrategy(service: string, world: ClockAndSignal, reached: Reached): RetryStrategyV2 {
  const failedFirst = new WeakMap<RetryToken, number>();
  return {
    /**
     * Called before the first attempt. After Ctrl-C, no call begins; calls in progress finish, so that their effect is
     * known.
     */
    async acquireInitialRetryToken() {
      world.signal.throwIfAborted();
      return tokenOf(0);
    },

    async refreshRetryTokenForRetry(before, failure) {
      const { error } = failure;
      reached.hasResponded ||= statusOf(error) !== undefined;
      const errorClass = classifyError(service, failure);
      if (!errorClass) throw error;
      const retries = before.getRetryCount() + 1;
      const since = failedFirst.get(before) ?? world.now();
      const waited = world.now() - since;
      const pause = pauseMilliseconds(LIMITS[errorClass], retries, hintSeconds(error));
      if (!mayRetry(errorClass, retries, waited + pause, reached)) throw error;
      const reason = describeErrorClass(service, errorClass, error);
      reportWait(reason, waited);
      await world.sleep(pause, world.signal);
      reportWait(reason, waited + pause);
      const after = tokenOf(retries);
      failedFirst.set(after, since);
      return after;
    },

    recordSuccess() {
      reached.hasResponded = true;
    },
  };
}

/** Without a delay: this strategy has already waited. */
function tokenOf(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}

function mayRetry(errorClass: ErrorClass, retries: number, milliseconds: number, { hasResponded }: Reached): boolean {
  const { seconds, attempts } = LIMITS[errorClass];
  const limit = errorClass === "unreachable" && !hasResponded ? NEVER_REACHED_SECONDS : seconds;
  return retries < attempts && milliseconds <= limit * 1000;
}

/** The Retry-After, and no shorter than the backoff. Jitter spreads calls that failed together. */
function pauseMilliseconds(
  { firstPauseSeconds, longestPauseSeconds }: RetryLimits,
  retries: number,
  hint: number,
): number {
  const backoff = Math.min(firstPauseSeconds * 2 ** (retries - 1), longestPauseSeconds);
  const jitter = Math.random() / 2;
  return 1000 * Math.max(backoff * (1 - jitter), hint > 0 ? hint + jitter * firstPauseSeconds : 0);
}
