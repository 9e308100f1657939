/** The limits for retries. The pauses double from the first to the longest. */
export interface RetryLimits {
  readonly firstPauseSeconds: number;
  readonly longestPauseSeconds: number;
  /** The maximum number of attempts; unlimited by default. */
  readonly attempts?: number;
  /** The timeout, after which no attempt starts; unlimited by default. */
  readonly seconds?: number;
  /**
   * Whether pauses vary randomly, so that requests that failed together are not retried together
   * (https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/retry-backoff.html). Each pause is
   * shortened by up to half; a minimum that the service requires is lengthened instead.
   */
  readonly hasJitter?: boolean;
}

/** The failed attempts so far. */
interface Failures {
  readonly attempts: number;
  /** The time that counts toward `seconds`. */
  readonly milliseconds?: number;
  /** The minimum pause that the service requires, for example in a Retry-After header. */
  readonly retryAfterSeconds?: number;
}

/** Returns the milliseconds until the next attempt; undefined if the limits allow no further attempt. */
export function nextPause(limits: RetryLimits, failures: Failures, random = Math.random): number | undefined {
  const { firstPauseSeconds, longestPauseSeconds, hasJitter = false } = limits;
  const { attempts = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = limits;
  const { milliseconds = 0, retryAfterSeconds = 0 } = failures;
  const jitter = hasJitter ? random() / 2 : 0;
  const backoff = Math.min(firstPauseSeconds * 2 ** (failures.attempts - 1), longestPauseSeconds) * (1 - jitter);
  const required = retryAfterSeconds > 0 ? retryAfterSeconds + jitter * firstPauseSeconds : 0;
  const pause = 1000 * Math.max(backoff, required);
  return failures.attempts < attempts && milliseconds + pause <= seconds * 1000 ? pause : undefined;
}
