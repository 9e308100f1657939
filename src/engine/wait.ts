import { EXIT, TodoApiError } from "../errors.ts";
import type { Clock } from "./clock.ts";
import { nextPause } from "./next-pause.ts";
import { reportWait } from "./report-wait.ts";

/** A wait: its name, its timeout, and how often it checks. */
export interface Wait {
  /** "the role to be usable by Lambda": completes "waiting for ...". */
  readonly for: string;
  /** The timeout. */
  readonly seconds: number;
  /** The longest pause between two checks; 1 by default. */
  readonly pauseSeconds?: number;
  /** The pause before the second check; 0.05 by default. */
  readonly firstPauseSeconds?: number;
  /** A clause that is added to the timeout error, such as the probable cause. */
  readonly hint?: string;
}

const FIRST_PAUSE_SECONDS = 0.05;
const LONGEST_PAUSE_SECONDS = 1;
/** Shorter waits are not reported: they end before a user can read about them. */
const MIN_REPORTED_MILLISECONDS = 300;
const TIMEOUT = "timeout";

/**
 * Repeats a check until it returns a value, and returns that value. The first check is immediate; the pauses between
 * checks double up to `pauseSeconds`. After the timeout, throws an error that `isTimeout` recognizes.
 */
export async function until<Found>(clock: Clock, wait: Wait, check: () => Promise<Found | undefined>): Promise<Found> {
  const found = await findInTime(clock, wait, check);
  if (found === undefined) throw timeout(wait);
  return found;
}

/** Repeats a check as `until` does, but returns undefined after the timeout. */
export async function findInTime<Found>(
  clock: Clock,
  wait: Wait,
  check: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const { seconds, firstPauseSeconds = FIRST_PAUSE_SECONDS, pauseSeconds = LONGEST_PAUSE_SECONDS } = wait;
  const limits = { seconds, firstPauseSeconds, longestPauseSeconds: pauseSeconds };
  const startedAt = clock.now();
  let isReported = false;
  for (let attempts = 1; ; attempts += 1) {
    const found = await check();
    if (found !== undefined) {
      if (isReported) reportWait(wait.for, clock.now() - startedAt);
      return found;
    }
    const milliseconds = clock.now() - startedAt;
    const pause = nextPause(limits, { attempts, milliseconds });
    if (pause === undefined) return undefined;
    isReported ||= milliseconds + pause >= MIN_REPORTED_MILLISECONDS;
    if (isReported) reportWait(wait.for, milliseconds);
    await clock.sleep(pause);
  }
}

/**
 * Repeats an action while it fails with a retryable error. After the timeout, throws an error whose cause is the last
 * retryable error.
 */
export async function retryWhile<Done>(
  clock: Clock,
  wait: Wait,
  isRetryable: (error: unknown) => boolean,
  action: () => Promise<Done>,
): Promise<Done> {
  let last: unknown;
  try {
    const { done } = await until(clock, wait, async () => {
      try {
        return { done: await action() };
      } catch (error) {
        if (!isRetryable(error)) throw error;
        last = error;
        return undefined;
      }
    });
    return done;
  } catch (error) {
    if (isTimeout(error) && last !== undefined) throw timeout(wait, last);
    throw error;
  }
}

/** Waits for a fixed time, because there is no condition to check. */
export async function pause(clock: Clock, reason: string, milliseconds: number): Promise<void> {
  const isReported = milliseconds >= MIN_REPORTED_MILLISECONDS;
  if (isReported) reportWait(reason, 0);
  await clock.sleep(milliseconds);
  if (isReported) reportWait(reason, milliseconds);
}

/** Whether an error means that a wait timed out. */
export function isTimeout(error: unknown): boolean {
  return error instanceof TodoApiError && error.code === TIMEOUT;
}

function timeout({ for: reason, seconds, hint }: Wait, cause?: unknown): TodoApiError {
  const details = [cause instanceof Error && `the last error was: ${cause.message.replace(/\.$/, "")}`, hint].filter(
    Boolean,
  );
  const message = [`timed out after ${seconds} s waiting for ${reason}`, ...details].join("; ");
  return new TodoApiError(TIMEOUT, EXIT.failure, message, { cause });
}
