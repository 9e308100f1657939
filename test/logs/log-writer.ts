import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type LogSource, sourceGroups } from "../../src/logs/log-event.ts";
import { TEST_STACK } from "../support/stack.ts";

/** The log groups of the test's stack. */
export const GROUPS = sourceGroups(TEST_STACK);

/** Creates the log groups of some sources, each with the streams "one" and "two". */
export async function createGroups(client: CloudWatchLogsClient, ...sources: readonly LogSource[]): Promise<void> {
  for (const { logGroup } of GROUPS.filter(({ source }) => sources.includes(source))) {
    await client.send(new CreateLogGroupCommand({ logGroupName: logGroup }));
    for (const logStreamName of ["one", "two"])
      await client.send(new CreateLogStreamCommand({ logGroupName: logGroup, logStreamName }));
  }
}

/** Writes an event at each time (milliseconds since the epoch), and returns their messages in chronological order. */
export async function writeAt(
  client: CloudWatchLogsClient,
  source: LogSource,
  times: readonly number[],
  logStreamName: "one" | "two" = "one",
): Promise<readonly string[]> {
  const events = [...times]
    .sort((a, b) => a - b)
    .map((time, index): TimedMessage => [time, `${time} ${source} ${logStreamName} ${index}`]);
  await writeMessages(client, source, events, logStreamName);
  return events.map(([, message]) => message);
}

/** A time in milliseconds since the epoch, and the event that is written then. */
export type TimedMessage = readonly [time: number, message: string];

/** Writes events, which must be in chronological order. */
export async function writeMessages(
  client: CloudWatchLogsClient,
  source: LogSource,
  events: readonly TimedMessage[],
  logStreamName: "one" | "two" = "one",
): Promise<void> {
  const logGroupName = GROUPS.find((group) => group.source === source)?.logGroup;
  const logEvents = events.map(([timestamp, message]) => ({ timestamp, message }));
  // A batch may contain 10,000 events.
  for (let from = 0; from < logEvents.length; from += 10_000) {
    const batch = logEvents.slice(from, from + 10_000);
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: batch }));
  }
}
