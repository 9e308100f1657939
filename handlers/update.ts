import { marshall } from "@aws-sdk/util-dynamodb";
import { type Answer, type ApiRequest, json, serve } from "./http.ts";
import { fromRecord, type Item, type ItemChanges, parseChanges, parseItem, toJson, toKey } from "./item.ts";
import { collectionUrl, parseBody, parseId, unknownItem } from "./request.ts";
import { ConditionFailedError, type Table } from "./table.ts";

/** PUT /items/{id}: replaces an item; PATCH /items/{id}: changes the fields that are given. */
export const handler = serve({ "PUT /items/{id}": replaceItem, "PATCH /items/{id}": changeItem });

async function replaceItem(request: ApiRequest): Promise<Answer> {
  const id = parseId(request.event);
  return change(request, id, { order: null, ...parseItem(parseBody(request.event)) });
}

async function changeItem(request: ApiRequest): Promise<Answer> {
  const id = parseId(request.event);
  return change(request, id, parseChanges(parseBody(request.event)));
}

async function change({ event, table, now, log }: ApiRequest, id: string, changes: ItemChanges): Promise<Answer> {
  const item = await update(table, id, { ...changes, updatedAt: now });
  log({ action: "updated", id });
  return json(200, toJson(item, collectionUrl(event)));
}

// The condition keeps UpdateItem, which is an upsert, from bringing a deleted item back.
async function update(table: Table, id: string, values: ItemChanges & { readonly updatedAt: string }): Promise<Item> {
  try {
    const { Attributes = {} } = await table.call("UpdateItem", {
      Key: toKey(id),
      ConditionExpression: "attribute_exists(id)",
      ReturnValues: "ALL_NEW",
      ...toUpdate(values),
    });
    return fromRecord(Attributes);
  } catch (error) {
    throw error instanceof ConditionFailedError ? unknownItem(id) : error;
  }
}

// Each name stands behind a "#": "order" is one of DynamoDB's reserved words.
function toUpdate(values: object): object {
  const given = Object.entries(values);
  const kept = given.filter(([, value]) => value !== null);
  const removed = given.filter(([, value]) => value === null);
  const set = `SET ${kept.map(([name]) => `#${name} = :${name}`).join(", ")}`;
  return {
    UpdateExpression: removed.length === 0 ? set : `${set} REMOVE ${removed.map(([name]) => `#${name}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall(Object.fromEntries(kept.map(([name, value]) => [`:${name}`, value]))),
  };
}
