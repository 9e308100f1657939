import { crc32 } from "node:zlib";
import { parseTrustedJson } from "../../../text/json.ts";
import { RawResponse } from "../operation.ts";
import { errorNameOf } from "./errors.ts";
import type { EngineResponse } from "./send-to-engine.ts";
import { engineNameOf, type TableRecord } from "./store.ts";

/** Serializes an operation's input for the engine, with the table's engine name instead of its public name. */
export function engineInput(input: object, table: TableRecord): string {
  return JSON.stringify({ ...input, TableName: engineNameOf(table) });
}

/** Parses the body of a validated request. */
export function wireInput<Input extends object>(body: Uint8Array): Input {
  return parseTrustedJson(body);
}

/** Converts the engine's response: replaces the tables' engine names with their public names. */
export function rawResponse(response: EngineResponse, tables: readonly TableRecord[]): RawResponse {
  let text = response.body;
  // Only ConsumedCapacity contains table names. An attribute named TableName cannot match this text, because an
  // attribute's value is an object.
  for (const table of tables)
    text = text.replaceAll(`"TableName":"${engineNameOf(table)}"`, `"TableName":"${table.name}"`);
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-crc32": String(crc32(text)) };
  return new RawResponse(response.status, headers, text, errorNameOf(response));
}
