import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ReadPage } from "./page-reader.ts";

/** This machine's clock, corrected if a response from CloudWatch Logs shows that it is wrong. */
export interface ServerClock {
  readonly client: CloudWatchLogsClient;
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Wraps a reader so that it throws if the first response shows that the time is wrong. A later correction does not
   * throw, because lines may have been printed by then.
   */
  checked(read: ReadPage): ReadPage;
  /** Whether a checked reader threw this error because it corrected the time. */
  isCorrection(error: unknown): boolean;
}

/** A smaller difference can be due to latency, or to the Date header, which has no fractions of a second. */
const SMALLEST_SKEW_MS = 60_000;

/** Creates a clock from the offset that the SDK measures with every response. */
export function createServerClock(client: CloudWatchLogsClient, localNow: () => number): ServerClock {
  const skew = () => {
    const offset = client.config.systemClockOffset;
    return Math.abs(offset) < SMALLEST_SKEW_MS ? 0 : offset;
  };
  let used = 0;
  let hasRead = false;
  const corrected = new Error("the clock was corrected");
  return {
    client,
    now: () => localNow() + used,
    checked: (read) => async (group, startTime, nextToken) => {
      const page = await read(group, startTime, nextToken);
      const isFirst = !hasRead;
      hasRead = true;
      if (Math.abs(skew() - used) < SMALLEST_SKEW_MS) return page;
      used = skew();
      if (isFirst) throw corrected;
      return page;
    },
    isCorrection: (error) => error === corrected,
  };
}
