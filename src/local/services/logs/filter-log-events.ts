import { createHash } from "node:crypto";
import type { FilterLogEventsRequest, FilterLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation } from "../operation.ts";
import { invalidParameter, invalidToken } from "./errors.ts";
import { compareEvents, MAX_PAGE_EVENTS, type Position, pageLength } from "./event-page.ts";
import { parseFilterPattern } from "./filter/filter-pattern.ts";
import { readKeptEvents, requireGroupName, requireLogGroup } from "./log-groups.ts";
import type { LogEvent } from "./log-storage.ts";
import { checkStream } from "./log-streams.ts";
import type { LogGroupRecord } from "./store.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const filterLogEvents = {
  permissions(input: FilterLogEventsRequest, call: Call) {
    return streamPermissions(call, requireGroupName(input));
  },

  run(input: FilterLogEventsRequest, call: Call): FilterLogEventsResponse {
    const isInStream = streamFilter(input);
    const matches = parseFilterPattern(input.filterPattern ?? "");
    const position = input.nextToken === undefined ? undefined : readToken(input.nextToken, input);
    const group = requireLogGroup(call, requireGroupName(input));
    for (const name of input.logStreamNames ?? []) checkStream(call, group, name);
    const found = eventsAfter(position, input, group, call).filter(
      ({ stream, message }) => isInStream(stream) && matches(message),
    );
    const page = found.slice(0, pageLength(found, input.limit ?? MAX_PAGE_EVENTS));
    const last = page.at(-1);
    return {
      events: page.map(({ stream, ...event }) => ({ ...event, logStreamName: stream })),
      // AWS has returned an empty list since May 2020:
      // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
      searchedLogStreams: [],
      ...(last && page.length < found.length && { nextToken: writeToken(last, input) }),
    };
  },
} satisfies Operation;

/** Both ends of the time range are inclusive, unlike in GetLogEvents. */
function eventsAfter(
  position: Position | undefined,
  { startTime = 0, endTime = Number.POSITIVE_INFINITY }: FilterLogEventsRequest,
  group: LogGroupRecord,
  call: Call,
): readonly LogEvent[] {
  const events = readKeptEvents(call, group, { from: position?.timestamp ?? startTime, to: endTime });
  return position ? events.filter((event) => compareEvents(event, position) > 0) : events;
}

function streamFilter({ logStreamNames, logStreamNamePrefix: prefix }: FilterLogEventsRequest) {
  if (logStreamNames && prefix !== undefined)
    throw invalidParameter("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
  const names = logStreamNames && new Set(logStreamNames);
  return (stream: string) => (names ? names.has(stream) : stream.startsWith(prefix ?? ""));
}

function writeToken({ timestamp, eventId }: Position, input: FilterLogEventsRequest): string {
  return Buffer.from(`${queryOf(input)}/${timestamp}/${eventId}`).toString("base64url");
}

/** A token is valid only for the query that returned it. */
function readToken(token: string, input: FilterLogEventsRequest): Position {
  const [query, timestamp, eventId = ""] = Buffer.from(token, "base64url").toString("utf8").split("/");
  if (query !== queryOf(input) || !/^\d+$/.test(eventId)) throw invalidToken();
  return { timestamp: Number(timestamp), eventId };
}

function queryOf({ nextToken: _token, limit: _limit, ...query }: FilterLogEventsRequest): string {
  const text = JSON.stringify(Object.entries(query).sort(([one], [other]) => (one < other ? -1 : 1)));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
