import type { Call } from "../operation.ts";
import { notFound } from "./errors.ts";
import type { StreamSummary } from "./log-storage.ts";
import type { LogGroupRecord } from "./store.ts";

/** A stream that was created by CreateLogStream, or by the first event that a service wrote to it. */
export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  /** The summary of the stream's events; undefined if it has no events. */
  readonly summary: StreamSummary | undefined;
}

/** The streams in a group. */
export function streamsOf({ cloud, region }: Call, group: LogGroupRecord): readonly LogStream[] {
  const written = new Map(cloud.logStorage.streams(region, group.name).map((summary) => [summary.name, summary]));
  const names = new Set([...Object.keys(group.streams), ...written.keys()]);
  return Array.from(names, (name) => {
    const summary = written.get(name);
    return { name, createdAt: group.streams[name]?.createdAt ?? summary?.createdAt ?? group.createdAt, summary };
  });
}

/** Rejects a stream that does not exist in the group. */
export function checkStream(call: Call, group: LogGroupRecord, name: string): void {
  if (Object.hasOwn(group.streams, name) || streamsOf(call, group).some((stream) => stream.name === name)) return;
  throw notFound("The specified log stream does not exist.");
}

/**
 * A sequence token: 56 digits that PutLogEvents returns but no longer requires
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).
 */
export function sequenceToken(time: number): string {
  return `49${String(time).padStart(54, "0")}`;
}
