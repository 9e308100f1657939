import { crc32 } from "node:zlib";
import type { Call } from "../../operation.ts";
import type { EngineAnswer, SendToEngine } from "./engine.ts";
import { presentTable } from "./tables.ts";

/** Adds the item that a condition failed on to the engine's error, as ReturnValuesOnConditionCheckFailure asks; the engine does not know it. */
export async function withFailedItem(
  answer: EngineAnswer,
  tableName: string,
  call: Call,
  send: SendToEngine,
): Promise<EngineAnswer> {
  const request = { TableName: tableName, Key: keyOf(call, tableName), ConsistentRead: true };
  const read = await send("GetItem", JSON.stringify(request));
  const { Item } = JSON.parse(read.body);
  if (Item === undefined) return answer;
  const body = JSON.stringify({ ...JSON.parse(answer.body), Item });
  return { ...answer, headers: { ...answer.headers, "x-amz-crc32": String(crc32(body)) }, body };
}

/** The key of the item that the call is about: given as such, or within the item to put. */
function keyOf(call: Call, tableName: string): unknown {
  const { Key, Item } = JSON.parse(Buffer.from(call.body).toString("utf8"));
  if (Key !== undefined) return Key;
  return Object.fromEntries(presentTable(call, tableName).key.map(({ name }) => [name, Item[name]]));
}
