import { validate as isUuid } from "uuid";
import { type Answer, type ApiEvent, type ApiRequest, json, serve } from "./http.ts";
import { fromRecord, PARTITION, toJson, toKey, toTag } from "./item.ts";
import { badRequest, type Fault } from "./problem.ts";
import { collectionUrl, parseId, unknownItem } from "./request.ts";

/** GET /items: a page of items, newest last; GET /items/{id}: one item. */
export const handler = serve({ "GET /items": listItems, "GET /items/{id}": readItem });

interface Page {
  readonly limit: number;
  /** The id that the page starts after. */
  readonly after?: string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

async function listItems({ event, model, table }: ApiRequest): Promise<Answer> {
  const page = parsePage(event.queryStringParameters ?? {});
  const { Items = [], LastEvaluatedKey } = await table.call("Query", toQuery(page));
  const collection = collectionUrl(event);
  const items = Items.slice(0, page.limit).map((record) => toJson(fromRecord(model, record), collection));
  const last = items.at(-1);
  // Fewer than asked for come with a LastEvaluatedKey when they have reached 1 MB.
  const isMore = Items.length > page.limit || LastEvaluatedKey !== undefined;
  return json(200, items, isMore && last !== undefined ? { Link: toLink(collection, page.limit, last.id) } : {});
}

async function readItem({ event, model, table }: ApiRequest): Promise<Answer> {
  const id = parseId(event);
  const { Item } = await table.call("GetItem", { Key: toKey(id), ConsistentRead: true });
  if (Item === undefined) throw unknownItem(id);
  const item = fromRecord(model, Item);
  return json(200, toJson(item, collectionUrl(event)), { ETag: toTag(item) });
}

function parsePage(query: NonNullable<ApiEvent["queryStringParameters"]>): Page {
  const faults: Fault[] = [];
  const limit = parseLimit(query["limit"], faults);
  const after = query["cursor"] === undefined ? undefined : parseCursor(query["cursor"], faults);
  if (faults.length > 0) throw badRequest(faults);
  return after === undefined ? { limit } : { limit, after };
}

function parseLimit(text: string | undefined, faults: Fault[]): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) {
    faults.push({ parameter: "limit", detail: `limit must be a whole number between 1 and ${MAX_LIMIT}` });
  }
  return limit;
}

function parseCursor(text: string, faults: Fault[]): string {
  const id = Buffer.from(text, "base64url").toString();
  if (!isUuid(id) || toCursor(id) !== text) {
    faults.push({ parameter: "cursor", detail: "cursor must be one that this API gave in a Link header" });
  }
  return id;
}

// One more than the page holds tells whether there is a next page.
function toQuery({ limit, after }: Page): object {
  return {
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: PARTITION } },
    ConsistentRead: true,
    ScanIndexForward: true,
    Limit: limit + 1,
    ...(after === undefined ? {} : { ExclusiveStartKey: toKey(after) }),
  };
}

function toLink(collection: string, limit: number, lastId: string): string {
  return `<${collection}?limit=${limit}&cursor=${toCursor(lastId)}>; rel="next"`;
}

function toCursor(id: string): string {
  return Buffer.from(id).toString("base64url");
}
