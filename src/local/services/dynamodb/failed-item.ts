import { parseTrustedJson } from "../../../text/json.ts";
import { engineInput } from "./forward.ts";
import type { EngineResponse, SendToEngine } from "./send-to-engine.ts";
import type { TableRecord } from "./store.ts";
import { keyWithin } from "./transaction/step.ts";
import type { WireItem } from "./wire-item.ts";

/** A request for one item. The item's key is `Key` or part of `Item`. */
export interface ItemRequest {
  readonly Key?: WireItem;
  readonly Item?: WireItem;
}

/**
 * Adds the current item to the error that the engine returns for a failed condition. The engine does not support
 * ReturnValuesOnConditionCheckFailure.
 */
export async function withFailedItem(
  response: EngineResponse,
  { Key, Item = {} }: ItemRequest,
  table: TableRecord,
  send: SendToEngine,
): Promise<EngineResponse> {
  const key = Key ?? keyWithin(Item, table);
  const read = await send("GetItem", engineInput({ Key: key, ConsistentRead: true }, table));
  const { Item: found } = parseTrustedJson<{ readonly Item?: WireItem }>(read.body);
  return found === undefined
    ? response
    : { ...response, body: JSON.stringify({ ...parseTrustedJson<object>(response.body), Item: found }) };
}
