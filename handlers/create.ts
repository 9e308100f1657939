import { v7 as newId } from "uuid";
import { parseFields } from "./fields.ts";
import { type Answer, type ApiRequest, json, serve } from "./http.ts";
import { type Item, toJson, toRecord, toTag } from "./item.ts";
import { collectionUrl, parseBody } from "./request.ts";
import { ConditionFailedError, type Table } from "./table.ts";

/** POST /items: makes an item; 201 with its URL in Location. */
export const handler = serve({ "POST /items": createItem });

async function createItem({ event, model, table, now, log }: ApiRequest): Promise<Answer> {
  const fields = parseFields(model, parseBody(event));
  const item = { id: newId(), fields, version: 1, createdAt: now, updatedAt: now };
  await put(table, item);
  log({ action: "created", id: item.id });
  const shown = toJson(item, collectionUrl(event));
  return json(201, shown, { Location: shown.url, ETag: toTag(item) });
}

// The id is new, so that after a lost answer an item under that id can only be this one.
async function put(table: Table, item: Item): Promise<void> {
  try {
    await table.call("PutItem", { Item: toRecord(item), ConditionExpression: "attribute_not_exists(id)" });
  } catch (error) {
    if (!(error instanceof ConditionFailedError && error.mayBeDone)) throw error;
  }
}
