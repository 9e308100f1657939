import { type ApiEvent, bodyOf } from "./api-event.ts";
import type { ApiRequest } from "./http.ts";
import { PARTITION } from "./item.ts";
import { Problem } from "./problem.ts";
import { type ApiResponse, noContent } from "./response.ts";
import type { Attributes, Table } from "./table.ts";

/**
 * The maximum number of keys in one BatchWriteItem call
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html).
 */
const BATCH_KEYS = 25;
const CONCURRENT_BATCHES = 8;
const PAGE_KEYS = BATCH_KEYS * CONCURRENT_BATCHES * 5;
/** Time reserved for the last batches and the response. */
const RESERVE_MS = 3_000;
const PAUSE_MS = 50;

/** DELETE /items: deletes every item. Returns a 204, or a 503 if time runs out, so that the client retries. */
export async function clearItems({ event, table, log, millisecondsLeft, pause }: ApiRequest): Promise<ApiResponse> {
  rejectAccidental(event);
  let deleted = 0;
  let start: Attributes | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.call("Query", toQuery(start));
    for (let remaining = Items; remaining.length > 0; ) {
      if (millisecondsLeft() < RESERVE_MS) throw unfinished(deleted);
      const current = remaining.slice(0, BATCH_KEYS * CONCURRENT_BATCHES);
      const unprocessed = await deleteBatches(table, current);
      deleted += current.length - unprocessed.length;
      remaining = [...unprocessed, ...remaining.slice(current.length)];
      if (unprocessed.length > 0) await pause(PAUSE_MS);
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);
  log({ action: "cleared", count: String(deleted) });
  return noContent();
}

/**
 * Rejects requests that were probably not meant to delete everything: an empty path segment is probably an empty ID,
 * and a body probably lists the items to delete.
 */
function rejectAccidental(event: ApiEvent): void {
  // API Gateway routes a path with an empty segment to the collection
  // (https://github.com/aws-powertools/powertools-lambda-python/issues/1552).
  if ([event.path, event.requestContext?.path].some((path) => path !== undefined && /\/(?:$|\/)/.test(path)))
    throw new Problem(
      400,
      "The path has an empty segment, such as an empty ID; to delete every item, send DELETE /items.",
    );
  if (bodyOf(event).length > 0)
    throw new Problem(400, "The request has a body; to delete every item, send DELETE /items without a body.");
}

function toQuery(start: Attributes | undefined): object {
  return {
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: PARTITION } },
    ProjectionExpression: "pk, id",
    ConsistentRead: true,
    Limit: PAGE_KEYS,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  };
}

/** Returns the keys that DynamoDB did not process. */
async function deleteBatches(table: Table, keys: readonly Attributes[]): Promise<readonly Attributes[]> {
  const batches: (readonly Attributes[])[] = [];
  for (let at = 0; at < keys.length; at += BATCH_KEYS) batches.push(keys.slice(at, at + BATCH_KEYS));
  const unprocessed = await Promise.all(batches.map((batch) => deleteBatch(table, batch)));
  return unprocessed.flat();
}

async function deleteBatch(table: Table, keys: readonly Attributes[]): Promise<readonly Attributes[]> {
  const requests = keys.map((Key) => ({ DeleteRequest: { Key } }));
  const input = (TableName: string) => ({ RequestItems: { [TableName]: requests } });
  const { UnprocessedItems = {} } = await table.call("BatchWriteItem", input);
  return Object.values(UnprocessedItems).flatMap((unprocessed) => unprocessed.map(({ DeleteRequest: { Key } }) => Key));
}

function unfinished(deleted: number): Problem {
  const what = deleted === 1 ? "1 item was" : `${deleted} items were`;
  const detail = `${what} deleted before time ran out; send the same request again.`;
  return new Problem(503, detail, { headers: { "Retry-After": "1" } });
}
