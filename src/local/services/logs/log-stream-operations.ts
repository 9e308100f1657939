import type {
  CreateLogStreamRequest,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream as LogStreamOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../operation.ts";
import { alreadyExists, invalidParameter } from "./errors.ts";
import { logGroupArn, requireGroupName, requireLogGroup } from "./log-groups.ts";
import { type LogStream, sequenceToken, streamsOf } from "./log-streams.ts";
import { pageOf } from "./page.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const createLogStream = {
  permissions({ logGroupName, logStreamName }: Validated<CreateLogStreamRequest>, call: Call) {
    return streamPermissions(call, logGroupName, logStreamName);
  },

  run({ logGroupName, logStreamName }: Validated<CreateLogStreamRequest>, call: Call): undefined {
    const group = requireLogGroup(call, logGroupName);
    if (streamsOf(call, group).some(({ name }) => name === logStreamName))
      throw alreadyExists("The specified log stream already exists");
    group.streams[logStreamName] = { createdAt: call.cloud.clock.now() };
  },
} satisfies Operation;

export const describeLogStreams = {
  permissions(input: DescribeLogStreamsRequest, call: Call) {
    return streamPermissions(call, requireGroupName(input));
  },

  run(input: DescribeLogStreamsRequest, call: Call): DescribeLogStreamsResponse {
    const { logStreamNamePrefix: prefix, orderBy } = input;
    if (orderBy === "LastEventTime" && prefix !== undefined)
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    const group = requireLogGroup(call, requireGroupName(input));
    const found = streamsOf(call, group).filter(({ name }) => name.startsWith(prefix ?? ""));
    const { items, nextToken } = pageOf(found, orderBy === "LastEventTime" ? timeKey : ({ name }) => name, input);
    return {
      logStreams: items.map((stream) => output(stream, logGroupArn(call, group.name))),
      ...(nextToken !== undefined && { nextToken }),
    };
  },
} satisfies Operation;

const TIME_DIGITS = 15;

function timeKey({ name, summary }: LogStream): string {
  return `${String(summary?.lastTimestamp ?? 0).padStart(TIME_DIGITS, "0")} ${name}`;
}

function output({ name, createdAt, summary }: LogStream, groupArn: string): LogStreamOutput {
  return {
    logStreamName: name,
    creationTime: createdAt,
    ...(summary && {
      firstEventTimestamp: summary.firstTimestamp,
      lastEventTimestamp: summary.lastTimestamp,
      lastIngestionTime: summary.lastIngestionTime,
      uploadSequenceToken: sequenceToken(summary.lastIngestionTime),
    }),
    arn: `${groupArn}:log-stream:${name}`,
    // AWS has returned 0 for every stream since June 2019:
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
    storedBytes: 0,
  };
}
