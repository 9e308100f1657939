import { parseTrustedJson } from "../../../text/json.ts";
import { engineInput } from "./forward.ts";
import type { EngineResponse, SendToEngine } from "./send-to-engine.ts";
import type { TableRecord } from "./store.ts";
import { keyWithin } from "./transaction/step.ts";
import type { WireItem } from "./wire-item.ts";

/** A request about one item: its key is given as such, or within the item to put. */
export interface ItemRequest {
  readonly Key?: WireItem;
  readonly Item?: WireItem;
}

/** Adds the item that a condition failed on to the engine's error, as ReturnValuesOnConditionCheckFailure asks; the engine does not know it. */
export async function withFailedItem(
  answer: EngineResponse,
  { Key, Item = {} }: ItemRequest,
  table: TableRecord,
  send: SendToEngine,
): Promise<EngineResponse> {
  const key = Key ?? keyWithin(Item, table);
  const read = await send("GetItem", engineInput({ Key: key, ConsistentRead: true }, table));
  const { Item: found } = parseTrustedJson<{ readonly Item?: WireItem }>(read.body);
  return found === undefined
    ? answer
    : { ...answer, body: JSON.stringify({ ...parseTrustedJson<object>(answer.body), Item: found }) };
}
