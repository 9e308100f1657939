import type { RetryStrategyV2, RetryToken } from "@smithy/types";
import { reportWait } from "../engine/report-wait.ts";
import { classifyError, describeErrorClass, type ErrorClass, hintSeconds, statusOf } from "./classify-error.ts";
import type { ClockAndSignal } from "./clock-and-signal.ts";

/** Whether anything has answered yet; the clients of one command share it. */
export interface Reached {
  hasAnswered: boolean;
}

/** How patient a retry is: for so long, and with pauses that double from the first to the longest. */
interface Patience {
  readonly seconds: number;
  readonly attempts: number;
  readonly firstPauseSeconds: number;
  readonly longestPauseSeconds: number;
}

/** API Gateway takes some calls once in 30 s (aws-behaviour 1.1), and others of the account may be waiting for the same. */
const PATIENCE: Readonly<Record<ErrorClass, Patience>> = {
  throttled: { seconds: 120, attempts: Number.POSITIVE_INFINITY, firstPauseSeconds: 0.5, longestPauseSeconds: 5 },
  failing: { seconds: 30, attempts: 8, firstPauseSeconds: 0.1, longestPauseSeconds: 2 },
  unreachable: { seconds: 30, attempts: Number.POSITIVE_INFINITY, firstPauseSeconds: 0.1, longestPauseSeconds: 2 },
};

/** Where nothing has ever answered, the endpoint is most likely wrong or this machine offline: that is said soon. */
const NEVER_REACHED_SECONDS = 3;

/**
 * How the clients of one service try again what was throttled, failed inside AWS, or broke on the way. It waits by itself, so that Ctrl-C ends the wait and
 * the wait has a name; the SDK's own strategy sleeps in silence, cuts Retry-After down to 5 s above its backoff, and gives up within seconds (aws-behaviour 1.2).
 *
 * Creations are tried again as well, though the first try may have been done and only its answer lost: for every resource "it exists already" is success,
 * and of REST APIs, whose creation has no token that would tell, the second is found by its tags and removed.
 */
export function retryStrategy(service: string, world: ClockAndSignal, reached: Reached): RetryStrategyV2 {
  const failedFirst = new WeakMap<RetryToken, number>();
  return {
    /** Before a call's first try: after Ctrl-C none is begun. Those under way are left to finish, so that what they did is known. */
    async acquireInitialRetryToken() {
      world.signal.throwIfAborted();
      return tokenOf(0);
    },

    async refreshRetryTokenForRetry(before, failure) {
      const { error } = failure;
      reached.hasAnswered ||= statusOf(error) !== undefined;
      const trouble = classifyError(service, failure);
      if (!trouble) throw error;
      const retries = before.getRetryCount() + 1;
      const since = failedFirst.get(before) ?? world.now();
      const waited = world.now() - since;
      const pause = pauseMilliseconds(PATIENCE[trouble], retries, hintSeconds(error));
      if (!isWorthIt(trouble, retries, waited + pause, reached)) throw error;
      const reason = describeErrorClass(service, trouble, error);
      reportWait(reason, waited);
      await world.sleep(pause, world.signal);
      reportWait(reason, waited + pause);
      const after = tokenOf(retries);
      failedFirst.set(after, since);
      return after;
    },

    recordSuccess() {
      reached.hasAnswered = true;
    },
  };
}

/** Its delay is over when it is made. */
function tokenOf(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}

function isWorthIt(trouble: ErrorClass, retries: number, milliseconds: number, { hasAnswered }: Reached): boolean {
  const { seconds, attempts } = PATIENCE[trouble];
  const patience = trouble === "unreachable" && !hasAnswered ? NEVER_REACHED_SECONDS : seconds;
  return retries < attempts && milliseconds <= patience * 1000;
}

/** As long as the service says, and no shorter than the backoff. The jitter keeps what failed together from coming back together. */
function pauseMilliseconds(
  { firstPauseSeconds, longestPauseSeconds }: Patience,
  retries: number,
  hint: number,
): number {
  const backoff = Math.min(firstPauseSeconds * 2 ** (retries - 1), longestPauseSeconds);
  const jitter = Math.random() / 2;
  return 1000 * Math.max(backoff * (1 - jitter), hint > 0 ? hint + jitter * firstPauseSeconds : 0);
}
