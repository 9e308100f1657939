import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { metadataOf, statusOf } from "../aws/classify-error.ts";
import { explainAwsError } from "../aws/explain.ts";
import { createRateLimiter } from "../aws/rate-limiter.ts";
import { isAwsError } from "../aws/undefined-on.ts";
import type { Clock } from "../engine/clock.ts";
import { nextPause } from "../engine/next-pause.ts";
import type { LogEvent, SourceGroup } from "./log-event.ts";

/** One page of a group's events, in chronological order. Even an empty page can be followed by another. */
export interface Page {
  readonly events: readonly LogEvent[];
  readonly nextToken?: string;
}

/** Reads a page of a group's events since a time; returns undefined if the group does not exist. */
export type ReadPage = (group: SourceGroup, startTime: number, nextToken?: string) => Promise<Page | undefined>;

// The quota per account in most regions; everything that reads logs in the account and region shares the quota:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const CALLS_PER_SECOND = 5;
const RETRIES = { attempts: 10, firstPauseSeconds: 0.5, longestPauseSeconds: 10, hasJitter: true };

/**
 * Creates a reader that stays within the CloudWatch Logs quota. The reader retries throttled and failed reads, so the
 * client should not. Until a read has succeeded, the reader does not retry after a failed connection. With a pattern,
 * the reader returns only matching events.
 */
export function createPageReader(
  client: CloudWatchLogsClient,
  clock: Clock,
  print: (text: string) => void,
  filterPattern?: string,
): ReadPage {
  const pace = createRateLimiter(clock, CALLS_PER_SECOND, 1000);
  let hasWorked = false;
  return async (group, startTime, nextToken) => {
    const selection = { startTime, ...(nextToken && { nextToken }), ...(filterPattern && { filterPattern }) };
    for (let attempts = 1; ; attempts += 1) {
      await pace();
      try {
        const page = await requestPage(client, clock.signal, group, selection);
        hasWorked = true;
        return page;
      } catch (error) {
        clock.signal.throwIfAborted();
        // The client has corrected its clock according to the response, and signs the next request with the right time.
        if ("clockSkewCorrected" in metadataOf(error) && attempts === 1) continue;
        const problem = describeRetryable(error, hasWorked);
        const pause = nextPause(RETRIES, { attempts });
        if (problem === undefined || pause === undefined) throw error;
        print(`${problem}; retrying in ${(pause / 1000).toFixed(1)} s`);
        await clock.sleep(pause);
      }
    }
  };
}

async function requestPage(
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

/** Describes an error after which a retry may help; returns undefined for any other error. */
function describeRetryable(error: unknown, hasWorked: boolean): string | undefined {
  const code = explainAwsError(error, "")?.code;
  if (code === "throttled") return "CloudWatch Logs is throttling this account";
  if (code === "unreachable") return hasWorked ? "CloudWatch Logs does not respond" : undefined;
  const status = statusOf(error) ?? 0;
  return status >= 500 ? `CloudWatch Logs returned ${status}` : undefined;
}
