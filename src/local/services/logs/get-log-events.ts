import type { GetLogEventsRequest, GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalidToken } from "./errors.ts";
import { compareEvents, MAX_PAGE_EVENTS, type Position, pageLength } from "./event-page.ts";
import { readKeptEvents, requireGroupName, requireLogGroup } from "./log-groups.ts";
import type { LogEvent } from "./log-storage.ts";
import { checkStream } from "./log-streams.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const getLogEvents = {
  permissions(input: Validated<GetLogEventsRequest>, call: Call) {
    return streamPermissions(call, requireGroupName(input), input.logStreamName);
  },

  run(input: Validated<GetLogEventsRequest>, call: Call): GetLogEventsResponse {
    const cursor = input.nextToken === undefined ? undefined : readToken(input.nextToken);
    const group = requireLogGroup(call, requireGroupName(input));
    checkStream(call, group, input.logStreamName);
    const { startTime: from = 0, endTime = Number.POSITIVE_INFINITY } = input;
    const events = readKeptEvents(call, group, { from, to: endTime - 1 }).filter(
      ({ stream }) => stream === input.logStreamName,
    );
    const page = cursor ? pageAt(events, cursor, input.limit) : firstPage(events, input);
    return {
      events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      ...tokens(page, cursor ?? { direction: "f", timestamp: from, eventId: "", isAfter: true }),
    };
  },
} satisfies Operation;

/** A position just before or after an event, and the direction of the page to read from there. */
interface Cursor extends Position {
  readonly direction: "f" | "b";
  readonly isAfter: boolean;
}

function firstPage(events: readonly LogEvent[], { limit = MAX_PAGE_EVENTS, startFromHead }: GetLogEventsRequest) {
  return startFromHead ? head(events, limit) : tail(events, limit);
}

function pageAt(events: readonly LogEvent[], cursor: Cursor, limit = MAX_PAGE_EVENTS): readonly LogEvent[] {
  const isAfterCursor = (event: LogEvent) => {
    const order = compareEvents(event, cursor);
    return order > 0 || (order === 0 && !cursor.isAfter);
  };
  return cursor.direction === "f"
    ? head(events.filter(isAfterCursor), limit)
    : tail(
        events.filter((event) => !isAfterCursor(event)),
        limit,
      );
}

function head(events: readonly LogEvent[], limit: number): readonly LogEvent[] {
  return events.slice(0, pageLength(events, limit));
}

function tail(events: readonly LogEvent[], limit: number): readonly LogEvent[] {
  return events.slice(events.length - pageLength(events.toReversed(), limit));
}

/** Both tokens are always set. The tokens for an empty page keep the request's position. */
function tokens(page: readonly LogEvent[], cursor: Cursor): GetLogEventsResponse {
  const [first, last] = [page[0], page.at(-1)];
  return {
    nextForwardToken: writeToken(last ? { ...last, direction: "f", isAfter: true } : { ...cursor, direction: "f" }),
    nextBackwardToken: writeToken(first ? { ...first, direction: "b", isAfter: false } : { ...cursor, direction: "b" }),
  };
}

function writeToken({ direction, timestamp, eventId, isAfter }: Cursor): string {
  return `${direction}/${timestamp}-${eventId}-${isAfter ? 1 : 0}/s`;
}

function readToken(token: string): Cursor {
  const [, direction, timestamp, eventId = "", isAfter] = /^([fb])\/(\d+)-(\d*)-([01])\/s$/.exec(token) ?? [];
  if (direction === undefined) throw invalidToken();
  return { direction: direction === "f" ? "f" : "b", timestamp: Number(timestamp), eventId, isAfter: isAfter === "1" };
}
