import { createHash } from "node:crypto";
import { v7 as newId } from "uuid";
import { bodyOf } from "./api-event.ts";
import { completedField, expiryOf, toSeconds, toTime } from "./expiry.ts";
import { parseFields } from "./fields.ts";
import { type ApiRequest, serve } from "./http.ts";
import { fromRecord, type Item, toJson, toRecord, toTag } from "./item.ts";
import { Problem } from "./problem.ts";
import { collectionUrl, parseBody, parseIdempotencyKey } from "./request.ts";
import { type ApiResponse, json } from "./response.ts";
import { CanceledError, ConditionFailedError, type Table } from "./table.ts";

/** POST /items: creates an item. Returns a 201 with the item's URL in Location. */
export const handler = serve({ "POST /items": createItem });

async function createItem(request: ApiRequest): Promise<ApiResponse> {
  const { event, model, now, log } = request;
  const key = parseIdempotencyKey(event);
  const fields = parseFields(model, parseBody(event));
  const completed = completedField(model);
  const seconds = completed !== undefined && fields[completed] === true ? expiryOf(process.env, now) : undefined;
  const expiry = seconds === undefined ? {} : { expiresAt: toTime(seconds) };
  const item = { id: newId(), fields, version: 1, createdAt: now, updatedAt: now, ...expiry };
  const stored = key === undefined ? await put(request.table, item) : await putIdempotently(request, item, key);
  log({ action: stored === item ? "created" : "repeated", id: stored.id });
  const shown = toJson(stored, collectionUrl(event));
  const repeated: Record<string, string> = stored === item ? {} : { "Idempotent-Replayed": "true" };
  return json(201, shown, { Location: shown.url, ETag: toTag(stored), ...repeated });
}

// The ID is new. If an item with this ID exists after a lost response, an earlier attempt at this call stored it.
async function put(table: Table, item: Item): Promise<Item> {
  try {
    await table.call("PutItem", { Item: toRecord(item), ConditionExpression: "attribute_not_exists(id)" });
  } catch (error) {
    if (!(error instanceof ConditionFailedError && error.mayHaveSucceeded)) throw error;
  }
  return item;
}

/** The value of `pk` in idempotency key records. DynamoDB deletes these records after `expiresAt`, by TTL. */
const KEY_PARTITION = "idempotency-key";
const REMEMBERED_SECONDS = 24 * 60 * 60;

/**
 * Stores the item and its idempotency key in one transaction. If an earlier request with this key stored an item,
 * returns that item, or throws a 409 if the earlier body was different.
 */
async function putIdempotently({ event, model, table, now }: ApiRequest, item: Item, key: string): Promise<Item> {
  const seconds = toSeconds(now);
  const request = hash(bodyOf(event));
  const record = {
    pk: { S: KEY_PARTITION },
    id: { S: hash(key) },
    request: { S: request },
    item: { M: toRecord(item) },
    expiresAt: { N: String(seconds + REMEMBERED_SECONDS) },
  };
  try {
    await table.call("TransactWriteItems", (TableName) => ({
      // DynamoDB runs requests with the same token only once within ten minutes, so a retry after a lost response is
      // safe (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
      ClientRequestToken: item.id,
      TransactItems: [
        {
          Put: {
            TableName,
            Item: record,
            // DynamoDB may take days to delete expired records
            // (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html).
            ConditionExpression: "attribute_not_exists(id) OR expiresAt < :now",
            ExpressionAttributeValues: { ":now": { N: String(seconds) } },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        { Put: { TableName, Item: toRecord(item), ConditionExpression: "attribute_not_exists(id)" } },
      ],
    }));
    return item;
  } catch (error) {
    const before = error instanceof CanceledError ? error.reasons[0]?.Item : undefined;
    if (before?.["item"]?.M === undefined) throw error;
    if (before["request"]?.S === request) return fromRecord(model, before["item"].M);
    const detail = "The Idempotency-Key was already used with a different body; use a new key for a new item.";
    throw new Problem(409, detail, { cause: error });
  }
}

function hash(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
