import { marshall } from "@aws-sdk/util-dynamodb";
import { type Changes, isOptional, parseChanges, parseFields } from "./fields.ts";
import { type Answer, type ApiRequest, json, serve } from "./http.ts";
import { fromRecord, type Item, toJson, toKey, toTag } from "./item.ts";
import type { Model } from "./model.ts";
import { collectionUrl, parseBody, parseId, unknownItem } from "./request.ts";
import { ConditionFailedError } from "./table.ts";

/** PUT /items/{id}: replaces an item; PATCH /items/{id}: changes the fields that are given. */
export const handler = serve({ "PUT /items/{id}": replaceItem, "PATCH /items/{id}": changeItem });

async function replaceItem(request: ApiRequest): Promise<Answer> {
  const id = parseId(request.event);
  const given = parseFields(request.model, parseBody(request.event));
  return change(request, id, { ...nothing(request.model), ...given });
}

async function changeItem(request: ApiRequest): Promise<Answer> {
  const id = parseId(request.event);
  return change(request, id, parseChanges(request.model, parseBody(request.event)));
}

/** Every field that an item can be without, removed. */
function nothing({ fields }: Model): Changes {
  const optional = Object.entries(fields).filter(([, field]) => isOptional(field));
  return Object.fromEntries(optional.map(([name]) => [name, null]));
}

async function change(request: ApiRequest, id: string, changes: Changes): Promise<Answer> {
  const item = await update(request, id, changes);
  request.log({ action: "updated", id });
  return json(200, toJson(item, collectionUrl(request.event)), { ETag: toTag(item) });
}

// The condition keeps UpdateItem, which is an upsert, from bringing a deleted item back.
async function update({ model, table, now }: ApiRequest, id: string, changes: Changes): Promise<Item> {
  try {
    const { Attributes = {} } = await table.call("UpdateItem", {
      Key: toKey(id),
      ConditionExpression: "attribute_exists(id)",
      ReturnValues: "ALL_NEW",
      ...toUpdate({ ...changes, updatedAt: now }),
    });
    return fromRecord(model, Attributes);
  } catch (error) {
    throw error instanceof ConditionFailedError ? unknownItem(id) : error;
  }
}

// Each name stands behind a "#": "order" is one of DynamoDB's reserved words.
function toUpdate(values: Changes): object {
  const given = Object.entries(values);
  const kept = given.filter(([, value]) => value !== null);
  const removed = given.filter(([, value]) => value === null).map(([name]) => `#${name}`);
  const set = [...kept.map(([name]) => `#${name} = :${name}`), "#version = if_not_exists(#version, :one) + :one"];
  const remove = removed.length > 0 ? ` REMOVE ${removed.join(", ")}` : "";
  return {
    UpdateExpression: `SET ${set.join(", ")}${remove}`,
    ExpressionAttributeNames: Object.fromEntries([...given, ["version"]].map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall({
      ...Object.fromEntries(kept.map(([name, value]) => [`:${name}`, value])),
      ":one": 1,
    }),
  };
}
