import type {
  InputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalidParameter } from "./errors.ts";
import { requireLogGroup } from "./log-groups.ts";
import { checkStream, sequenceToken } from "./log-streams.ts";
import type { LogGroupRecord } from "./store.ts";
import { streamPermissions } from "./stream-permissions.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/**
 * The limits for a batch, and the range of timestamps that are accepted
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).
 */
const BATCH_SPAN_MS = DAY_MS;
const BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;
const OLDEST_DAYS = 14;
const NEWEST_HOURS = 2;

export const putLogEvents = {
  permissions({ logGroupName, logStreamName }: Validated<PutLogEventsRequest>, call: Call) {
    return streamPermissions(call, logGroupName, logStreamName);
  },

  run({ logGroupName, logStreamName, logEvents }: Validated<PutLogEventsRequest>, call: Call): PutLogEventsResponse {
    const { cloud, region } = call;
    const group = requireLogGroup(call, logGroupName);
    checkStream(call, group, logStreamName);
    const events = logEvents.map(({ timestamp = 0, message = "" }: InputLogEvent) => ({ timestamp, message }));
    checkBatch(events);
    const { accepted, rejected } = sift(events, group, cloud.clock.now());
    if (accepted.length > 0) cloud.logStorage.append(region, logGroupName, logStreamName, accepted);
    return {
      nextSequenceToken: sequenceToken(cloud.clock.now()),
      ...(rejected && { rejectedLogEventsInfo: rejected }),
    };
  },
} satisfies Operation;

interface Event {
  readonly timestamp: number;
  readonly message: string;
}

function checkBatch(events: readonly Event[]): void {
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? timestamp)))
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
  if (span > BATCH_SPAN_MS)
    throw invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES, 0);
  if (bytes > BATCH_BYTES) throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${BATCH_BYTES}`);
}

/**
 * Separates accepted events from events that are too old, expired or too new. A batch is ordered, so each part is
 * contiguous.
 */
function sift(events: readonly Event[], { retentionInDays = Number.POSITIVE_INFINITY }: LogGroupRecord, now: number) {
  const olderThan = (time: number) => events.filter(({ timestamp }) => timestamp < time).length;
  const tooOld = olderThan(now - OLDEST_DAYS * DAY_MS);
  const expired = olderThan(now - retentionInDays * DAY_MS);
  const tooNew = olderThan(now + NEWEST_HOURS * HOUR_MS + 1);
  const info: RejectedLogEventsInfo = {
    ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
  return {
    accepted: events.slice(Math.max(tooOld, expired), tooNew),
    rejected: Object.keys(info).length > 0 ? info : undefined,
  };
}
