import { marshall } from "@aws-sdk/util-dynamodb";
import { type Changes, isOptional, parseChanges, parseFields } from "./fields.ts";
import { type ApiRequest, type ApiResponse, json, serve } from "./http.ts";
import { fromRecord, type Item, toJson, toKey, toTag } from "./item.ts";
import type { Model } from "./model.ts";
import { type Expected, parseIfMatch, preconditionFailed, versionCondition } from "./preconditions.ts";
import { collectionUrl, PATCH_TYPES, parseBody, parseId, unknownItem } from "./request.ts";
import { ConditionFailedError } from "./table.ts";

/** PUT /items/{id}: replaces an item; PATCH /items/{id}: changes the fields that are given. */
export const handler = serve({ "PUT /items/{id}": replaceItem, "PATCH /items/{id}": changeItem }, { ifMatch: true });

async function replaceItem(request: ApiRequest): Promise<ApiResponse> {
  const id = parseId(request.event);
  const given = parseFields(request.model, parseBody(request.event));
  return change(request, id, { ...clearedOptionalFields(request.model), ...given });
}

async function changeItem(request: ApiRequest): Promise<ApiResponse> {
  const id = parseId(request.event);
  return change(request, id, parseChanges(request.model, parseBody(request.event, PATCH_TYPES)));
}

/** Every field that an item can be without, removed. */
function clearedOptionalFields({ fields }: Model): Changes {
  const optional = Object.entries(fields).filter(([, field]) => isOptional(field));
  return Object.fromEntries(optional.map(([name]) => [name, null]));
}

async function change(request: ApiRequest, id: string, changes: Changes): Promise<ApiResponse> {
  const item = await update(request, { id, changes, expected: parseIfMatch(request.event) });
  request.log({ action: "updated", id });
  return json(200, toJson(item, collectionUrl(request.event)), { ETag: toTag(item) });
}

interface Update {
  readonly id: string;
  readonly changes: Changes;
  readonly expected: Expected;
}

// The condition keeps UpdateItem, which is an upsert, from bringing a deleted item back.
async function update({ model, table, now }: ApiRequest, { id, changes, expected }: Update): Promise<Item> {
  const { names, values, ...condition } = versionCondition(expected);
  const { expression, names: changed, values: given } = toUpdate({ ...changes, updatedAt: now });
  try {
    const { Attributes = {} } = await table.call("UpdateItem", {
      Key: toKey(id),
      ...condition,
      UpdateExpression: expression,
      ExpressionAttributeNames: { ...names, ...changed },
      ExpressionAttributeValues: { ...values, ...given },
      ReturnValues: "ALL_NEW",
    });
    return fromRecord(model, Attributes);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    if (!error.item) throw unknownItem(id);
    // After a lost answer, what the condition fails on may be what the first attempt made of the item.
    const found = fromRecord(model, error.item);
    if (error.mayHaveSucceeded && found.updatedAt === now && expected?.includes(found.version - 1)) return found;
    throw preconditionFailed(error.item);
  }
}

// No field has an upper-case letter in front, so that no placeholder is one of ours. Each name stands behind a "#": "order" is one of DynamoDB's reserved words.
function toUpdate(values: Changes) {
  const given = Object.entries(values);
  const kept = given.filter(([, value]) => value !== null);
  const removed = given.filter(([, value]) => value === null).map(([name]) => `#${name}`);
  const set = [...kept.map(([name]) => `#${name} = :${name}`), "#version = if_not_exists(#version, :ONE) + :ONE"];
  const remove = removed.length > 0 ? ` REMOVE ${removed.join(", ")}` : "";
  return {
    expression: `SET ${set.join(", ")}${remove}`,
    names: Object.fromEntries([...given, ["version"]].map(([name]) => [`#${name}`, name])),
    values: marshall({
      ...Object.fromEntries(kept.map(([name, value]) => [`:${name}`, value])),
      ":ONE": 1,
    }),
  };
}
