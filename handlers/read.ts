import { isExpired } from "./expiry.ts";
import { type ApiRequest, type Route, serve } from "./http.ts";
import { fromRecord, toJson, toKey, toTag } from "./item.ts";
import { readListPage } from "./list-page.ts";
import { listParameters, parseListRequest, toLink } from "./list-request.ts";
import { matchesIfNoneMatch } from "./preconditions.ts";
import { collectionUrl, itemNotFound, parseId } from "./request.ts";
import { type ApiResponse, json, notModified } from "./response.ts";

/** GET /items: a page of items, newest last; GET /items/{id}: one item. HEAD returns the same without the body. */
export const handler = serve(
  {
    "GET /items": listItems,
    "HEAD /items": withoutBody(listItems),
    "GET /items/{id}": readItem,
    "HEAD /items/{id}": withoutBody(readItem),
  },
  { listParameters },
);

function withoutBody(route: Route): Route {
  return async (request) => ({ ...(await route(request)), body: "" });
}

// A browser may store an item, but must revalidate it each time.
const REVALIDATE = { "Cache-Control": "private, no-cache" };

async function listItems(request: ApiRequest): Promise<ApiResponse> {
  const { event, model } = request;
  const list = parseListRequest(model, event.queryStringParameters ?? {});
  const { records, next } = await readListPage(request, list);
  const collection = collectionUrl(event);
  const items = records.map((record) => toJson(fromRecord(model, record), collection));
  return json(200, items, next === undefined ? {} : { Link: toLink(collection, list, next) });
}

async function readItem({ event, model, table, now }: ApiRequest): Promise<ApiResponse> {
  const id = parseId(event);
  const { Item } = await table.call("GetItem", { Key: toKey(id), ConsistentRead: true });
  if (Item === undefined || isExpired(Item, now)) throw itemNotFound(id);
  const item = fromRecord(model, Item);
  const headers = { ...REVALIDATE, ETag: toTag(item) };
  return matchesIfNoneMatch(event, toTag(item))
    ? notModified(headers)
    : json(200, toJson(item, collectionUrl(event)), headers);
}
