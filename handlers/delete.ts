import { clearItems } from "./clear.ts";
import { isExpired } from "./expiry.ts";
import { type ApiRequest, serve } from "./http.ts";
import { toKey } from "./item.ts";
import { type Expected, parseIfMatch, preconditionFailed, versionCondition } from "./preconditions.ts";
import { itemNotFound, parseId } from "./request.ts";
import { type ApiResponse, noContent } from "./response.ts";
import { ConditionFailedError, type Table } from "./table.ts";

/**
 * DELETE /items/{id}: deletes an item; returns a 204, or a 404 if it does not exist. DELETE /items: deletes all items,
 * if the stack allows it.
 */
export const handler = serve({ "DELETE /items/{id}": deleteItem, "DELETE /items": clearItems }, { ifMatch: true });

async function deleteItem({ event, table, now, log }: ApiRequest): Promise<ApiResponse> {
  const id = parseId(event);
  await remove(table, { id, expected: parseIfMatch(event), now });
  log({ action: "deleted", id });
  return noContent();
}

interface Deletion {
  readonly id: string;
  readonly expected: Expected;
  readonly now: string;
}

// After a lost response, a missing item means success: an earlier attempt may have deleted it.
async function remove(table: Table, { id, expected, now }: Deletion): Promise<void> {
  const { names, values, ...condition } = versionCondition(expected, now);
  const named = expected === undefined ? {} : { ExpressionAttributeNames: names };
  const placeholders = { ...named, ExpressionAttributeValues: values };
  try {
    await table.call("DeleteItem", { Key: toKey(id), ...condition, ...placeholders });
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    if (error.item && !isExpired(error.item, now)) throw preconditionFailed(error.item);
    if (error.item || !error.mayHaveSucceeded) throw itemNotFound(id);
  }
}
