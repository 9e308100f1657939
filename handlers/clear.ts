import { type ApiEvent, type ApiRequest, type ApiResponse, noContent } from "./http.ts";
import { PARTITION } from "./item.ts";
import { Problem } from "./problem.ts";
import { bodyOf } from "./request.ts";
import type { Attributes, Table } from "./table.ts";

/** What one BatchWriteItem takes (API_BatchWriteItem). */
const BATCH = 25;
const BATCHES_AT_ONCE = 8;
/** A page of keys: as many as can be deleted before the next is asked for. */
const PAGE = BATCH * BATCHES_AT_ONCE * 5;
/** Enough for the last batches to end, and to answer. */
const RESERVE_MS = 3_000;
const PAUSE_MS = 50;

/** DELETE /items: removes every item; 204, or a 503 that asks to go on when there are more than the function has time for. */
export async function clearItems({ event, table, log, millisecondsLeft, pause }: ApiRequest): Promise<ApiResponse> {
  refuseOther(event);
  let deleted = 0;
  let start: Attributes | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.call("Query", toQuery(start));
    for (let rest = Items; rest.length > 0; ) {
      if (millisecondsLeft() < RESERVE_MS) throw unfinished(deleted);
      const now = rest.slice(0, BATCH * BATCHES_AT_ONCE);
      const refused = await deleteBatches(table, now);
      deleted += now.length - refused.length;
      rest = [...refused, ...rest.slice(now.length)];
      if (refused.length > 0) await pause(PAUSE_MS);
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);
  log({ action: "cleared", count: String(deleted) });
  return noContent();
}

/** A slash at the end, or two in a row, is a path with an empty part, such as an ID, and a body names some items: neither means all of them. */
function refuseOther(event: ApiEvent): void {
  // API Gateway routes both to the collection (https://github.com/aws-powertools/powertools-lambda-python/issues/1552).
  if ([event.path, event.requestContext?.path].some((path) => path !== undefined && /\/(?:$|\/)/.test(path)))
    throw new Problem(400, "The path has an empty part, such as an empty ID; DELETE /items deletes every item.");
  if (bodyOf(event).length > 0)
    throw new Problem(400, "The request has a body; DELETE /items takes none and deletes every item.");
}

function toQuery(start: Attributes | undefined): object {
  return {
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: PARTITION } },
    ProjectionExpression: "pk, id",
    ConsistentRead: true,
    Limit: PAGE,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  };
}

/** Answers the keys that DynamoDB had no capacity for. */
async function deleteBatches(table: Table, keys: readonly Attributes[]): Promise<readonly Attributes[]> {
  const batches: (readonly Attributes[])[] = [];
  for (let at = 0; at < keys.length; at += BATCH) batches.push(keys.slice(at, at + BATCH));
  const refused = await Promise.all(batches.map((batch) => deleteBatch(table, batch)));
  return refused.flat();
}

async function deleteBatch(table: Table, keys: readonly Attributes[]): Promise<readonly Attributes[]> {
  const requests = keys.map((Key) => ({ DeleteRequest: { Key } }));
  const input = (TableName: string) => ({ RequestItems: { [TableName]: requests } });
  const { UnprocessedItems = {} } = await table.call("BatchWriteItem", input);
  return Object.values(UnprocessedItems).flatMap((rest) => rest.map(({ DeleteRequest: { Key } }) => Key));
}

function unfinished(deleted: number): Problem {
  const detail = `${deleted} items were deleted, and there was no time for all; send the same request again.`;
  return new Problem(503, detail, { headers: { "Retry-After": "1" } });
}
