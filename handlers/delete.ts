import { type Answer, type ApiRequest, noContent, serve } from "./http.ts";
import { toKey } from "./item.ts";
import { parseId, unknownItem } from "./request.ts";
import { ConditionFailedError, type Table } from "./table.ts";

/** DELETE /items/{id}: removes an item; 204, or 404 when there is none. */
export const handler = serve({ "DELETE /items/{id}": deleteItem });

async function deleteItem({ event, table, log }: ApiRequest): Promise<Answer> {
  const id = parseId(event);
  if (!(await remove(table, id))) throw unknownItem(id);
  log({ action: "deleted", id });
  return noContent();
}

// After a lost answer the item may be gone because the first attempt removed it: it is gone, as was asked.
async function remove(table: Table, id: string): Promise<boolean> {
  try {
    await table.call("DeleteItem", { Key: toKey(id), ConditionExpression: "attribute_exists(id)" });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return error.mayBeDone;
    throw error;
  }
}
