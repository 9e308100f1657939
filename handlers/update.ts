import { marshall } from "@aws-sdk/util-dynamodb";
import { completedField, expiryOf, isExpired } from "./expiry.ts";
import { type Changes, isOptional, parseChanges, parseFields } from "./fields.ts";
import { type ApiRequest, serve } from "./http.ts";
import { fromRecord, type Item, toJson, toKey, toTag } from "./item.ts";
import type { Model } from "./model.ts";
import { type Expected, parseIfMatch, preconditionFailed, versionCondition } from "./preconditions.ts";
import { collectionUrl, itemNotFound, PATCH_TYPES, parseBody, parseId } from "./request.ts";
import { type ApiResponse, json } from "./response.ts";
import { type Attributes, ConditionFailedError } from "./table.ts";

/** PUT /items/{id}: replaces an item; PATCH /items/{id}: changes the given fields. */
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

// UpdateItem is an upsert: without the condition, it would recreate a deleted item.
async function update({ model, table, now }: ApiRequest, { id, changes, expected }: Update): Promise<Item> {
  const { names, values, ...condition } = versionCondition(expected, now);
  const expiry = toExpiryChange(model, changes, now);
  const { expression, names: changed, values: given } = toUpdate({ ...changes, updatedAt: now }, expiry);
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
    if (!error.item || isExpired(error.item, now)) throw itemNotFound(id);
    // After a lost response, the condition may fail because an earlier attempt changed the item as requested.
    const found = fromRecord(model, error.item);
    if (error.mayHaveSucceeded && found.updatedAt === now && expected?.includes(found.version - 1)) return found;
    throw preconditionFailed(error.item);
  }
}

interface ExpiryChange {
  readonly set?: string;
  readonly remove?: string;
  readonly values?: Attributes;
}

// An item expires some time after it is completed. Completing it again does not extend that time; reopening it removes
// the expiry.
function toExpiryChange(model: Model, changes: Changes, now: string): ExpiryChange {
  const completed = completedField(model);
  if (completed === undefined || changes[completed] === undefined) return {};
  if (changes[completed] !== true) return { remove: "expiresAt" };
  const seconds = expiryOf(process.env, now);
  if (seconds === undefined) return {};
  return { set: "expiresAt = if_not_exists(expiresAt, :EXPIRY)", values: { ":EXPIRY": { N: String(seconds) } } };
}

// The placeholder for a field's value is the field's name, which begins with a lowercase letter. Other value placeholders
// begin with an uppercase letter. Names require placeholders, because some of them, such as "order", are reserved words.
function toUpdate(values: Changes, expiry: ExpiryChange) {
  const given = Object.entries(values);
  const kept = given.filter(([, value]) => value !== null);
  const removed = given.filter(([, value]) => value === null).map(([name]) => `#${name}`);
  if (expiry.remove !== undefined) removed.push(expiry.remove);
  const increment = "#version = if_not_exists(#version, :ONE) + :ONE";
  const set = [...kept.map(([name]) => `#${name} = :${name}`), increment, ...(expiry.set ? [expiry.set] : [])];
  const remove = removed.length > 0 ? ` REMOVE ${removed.join(", ")}` : "";
  return {
    expression: `SET ${set.join(", ")}${remove}`,
    names: Object.fromEntries([...given, ["version"]].map(([name]) => [`#${name}`, name])),
    values: {
      ...marshall({ ...Object.fromEntries(kept.map(([name, value]) => [`:${name}`, value])), ":ONE": 1 }),
      ...expiry.values,
    },
  };
}
