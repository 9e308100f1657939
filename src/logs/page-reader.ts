import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import type { ClockAndSignal } from "../aws/clock-and-signal.ts";
import { explainAwsError } from "../aws/explain.ts";
import { createRateLimiter } from "../aws/rate-limiter.ts";
import { isAwsError } from "../aws/undefined-on.ts";
import type { LogEvent, SourceGroup } from "./log-event.ts";

/** Some of a group's events, in chronological order. An empty page can have a next one. */
export interface Page {
  readonly events: readonly LogEvent[];
  readonly nextToken?: string;
}

/** Reads a page of a group's events since a time; undefined if the group does not exist. */
export type ReadPage = (group: SourceGroup, startTime: number, nextToken?: string) => Promise<Page | undefined>;

// The account's quota in most regions, shared with all other readers of its logs:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const CALLS_PER_SECOND = 5;
const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Creates a reader that stays within the quota of CloudWatch Logs and retries throttled and failed reads, except over a
 * connection that has never worked. The client should not retry itself. With a pattern, it reads only matching
 * events.
 */
export function createPageReader(
  client: CloudWatchLogsClient,
  world: ClockAndSignal,
  print: (text: string) => void,
  filterPattern?: string,
): ReadPage {
  const pace = createRateLimiter(world, CALLS_PER_SECOND, 1000);
  let hasWorked = false;
  return async (group, startTime, nextToken) => {
    const selection = { startTime, ...(nextToken && { nextToken }), ...(filterPattern && { filterPattern }) };
    for (let attempt = 1; ; attempt += 1) {
      await pace();
      try {
        const page = await filter(client, world.signal, group, selection);
        hasWorked = true;
        return page;
      } catch (error) {
        world.signal.throwIfAborted();
        // The client has corrected its clock by the response, and signs the next request with the right time.
        if (isClockCorrected(error) && attempt === 1) continue;
        const problem = explainProblem(error, hasWorked);
        if (problem === undefined || attempt === ATTEMPTS) throw error;
        const pause = pauseAfter(attempt);
        print(`${problem}, retrying in ${(pause / 1000).toFixed(1)} s`);
        await world.sleep(pause, world.signal);
      }
    }
  };
}

async function filter(
  client: CloudWatchLogsClient,
  abortSignal: AbortSignal,
  { source, logGroup }: SourceGroup,
  selection: Pick<FilterLogEventsCommandInput, "startTime" | "nextToken" | "filterPattern">,
): Promise<Page | undefined> {
  const command = new FilterLogEventsCommand({ logGroupName: logGroup, ...selection });
  try {
    const output = await client.send(command, { abortSignal });
    const events = (output.events ?? []).map(({ timestamp = 0, eventId = "", message = "" }): LogEvent => {
      return { source, logGroup, timestamp, eventId, message };
    });
    events.sort((a, b) => a.timestamp - b.timestamp);
    return { events, ...(output.nextToken && { nextToken: output.nextToken }) };
  } catch (error) {
    if (isAwsError(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

function explainProblem(error: unknown, hasWorked: boolean): string | undefined {
  const code = explainAwsError(error, "")?.code;
  if (code === "throttled") return "CloudWatch Logs is throttling this account";
  if (code === "unreachable") return hasWorked ? "CloudWatch Logs does not respond" : undefined;
  return isFault(error) ? "CloudWatch Logs is failing" : undefined;
}

function isClockCorrected(error: unknown): boolean {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const { $metadata } = error;
  return typeof $metadata === "object" && $metadata !== null && "clockSkewCorrected" in $metadata;
}

function isFault(error: unknown): boolean {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const metadata = error.$metadata;
  const status =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata && metadata.httpStatusCode;
  return typeof status === "number" && status >= 500;
}

function pauseAfter(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.75 + Math.random() / 4);
}
