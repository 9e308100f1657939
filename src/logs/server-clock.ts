import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ReadPage } from "./page-reader.ts";

/** Time as CloudWatch Logs has it, once a response has shown that this machine's clock is wrong. */
export interface ServerClock {
  readonly client: CloudWatchLogsClient;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A reader that fails when a response shows that the time was wrong up to now. */
  checked(read: ReadPage): ReadPage;
  /** Whether that is why a reader failed. */
  wasCorrected(error: unknown): boolean;
}

/** Less is the seconds of the Date header and the time on the way. */
const SMALLEST_SKEW_MS = 60_000;

/** The SDK reads the time of every response, and keeps how far this machine's clock is off. */
export function createServerClock(client: CloudWatchLogsClient, localNow: () => number): ServerClock {
  const skew = () => {
    const offset = client.config.systemClockOffset;
    return Math.abs(offset) < SMALLEST_SKEW_MS ? 0 : offset;
  };
  let used = 0;
  const corrected = new Error("The clock was corrected.");
  return {
    client,
    now: () => localNow() + used,
    checked: (read) => async (group, startTime, nextToken) => {
      const page = await read(group, startTime, nextToken);
      if (Math.abs(skew() - used) < SMALLEST_SKEW_MS) return page;
      used = skew();
      throw corrected;
    },
    wasCorrected: (error) => error === corrected,
  };
}
