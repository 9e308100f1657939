import { createHash } from "node:crypto";
import { v7 as newId } from "uuid";
import { parseFields } from "./fields.ts";
import { type ApiRequest, type ApiResponse, json, serve } from "./http.ts";
import { fromRecord, type Item, toJson, toRecord, toTag } from "./item.ts";
import { Problem } from "./problem.ts";
import { bodyOf, collectionUrl, parseBody, parseIdempotencyKey } from "./request.ts";
import { CanceledError, ConditionFailedError, type Table } from "./table.ts";

/** POST /items: makes an item; 201 with its URL in Location. */
export const handler = serve({ "POST /items": createItem });

async function createItem(request: ApiRequest): Promise<ApiResponse> {
  const { event, model, now, log } = request;
  const key = parseIdempotencyKey(event);
  const fields = parseFields(model, parseBody(event));
  const item = { id: newId(), fields, version: 1, createdAt: now, updatedAt: now };
  const made = key === undefined ? await put(request.table, item) : await putIdempotently(request, item, key);
  log({ action: made === item ? "created" : "repeated", id: made.id });
  const shown = toJson(made, collectionUrl(event));
  // The answer is the same, so only this tells a caller that no item was made now.
  const repeated: Record<string, string> = made === item ? {} : { "Idempotent-Replayed": "true" };
  return json(201, shown, { Location: shown.url, ETag: toTag(made), ...repeated });
}

// The id is new, so that after a lost answer an item under that id can only be this one.
async function put(table: Table, item: Item): Promise<Item> {
  try {
    await table.call("PutItem", { Item: toRecord(item), ConditionExpression: "attribute_not_exists(id)" });
  } catch (error) {
    if (!(error instanceof ConditionFailedError && error.mayHaveSucceeded)) throw error;
  }
  return item;
}

/** The value of `pk` in the records of keys. Their attribute `expiresAt` is the table's time to live. */
const KEYS = "idempotency-key";
const REMEMBERED_SECONDS = 24 * 60 * 60;

/** The item, or the one that the same request made before under the same key: both records are written in one request, or neither. */
async function putIdempotently({ event, model, table, now }: ApiRequest, item: Item, key: string): Promise<Item> {
  const seconds = Math.floor(Date.parse(now) / 1000);
  const request = hash(bodyOf(event));
  const record = {
    pk: { S: KEYS },
    id: { S: hash(key) },
    request: { S: request },
    item: { M: toRecord(item) },
    expiresAt: { N: String(seconds + REMEMBERED_SECONDS) },
  };
  try {
    await table.call("TransactWriteItems", (TableName) => ({
      // DynamoDB's own memory of ten minutes: a call that is repeated after a lost answer is not done twice.
      ClientRequestToken: item.id,
      TransactItems: [
        {
          Put: {
            TableName,
            Item: record,
            // What has expired stays readable until DynamoDB gets to it, days later at worst.
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
    const detail = "The Idempotency-Key was used with another body; take a new key for a new item.";
    throw new Problem(409, detail, { cause: error });
  }
}

function hash(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
