import { crc32 } from "node:zlib";
import { parseTrustedJson } from "../../../text/json.ts";
import { RawResponse } from "../operation.ts";
import { errorNameOf } from "./errors.ts";
import type { EngineResponse } from "./send-to-engine.ts";
import { engineNameOf, type TableRecord } from "./store.ts";

/** An operation's input in DynamoDB's own JSON format, with the table's name in the engine. */
export function engineInput(input: object, table: TableRecord): string {
  return JSON.stringify({ ...input, TableName: engineNameOf(table) });
}

/** Parses the body of a request that has been validated. */
export function wireInput<Input extends object>(body: Uint8Array): Input {
  return parseTrustedJson(body);
}

/** The engine's response with the tables' public names. */
export function rawResponse(response: EngineResponse, tables: readonly TableRecord[]): RawResponse {
  let text = response.body;
  // Only ConsumedCapacity contains table names. An attribute cannot match this text, because its value is an object.
  for (const table of tables)
    text = text.replaceAll(`"TableName":"${engineNameOf(table)}"`, `"TableName":"${table.name}"`);
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-crc32": String(crc32(text)) };
  return new RawResponse(response.status, headers, text, errorNameOf(response));
}
