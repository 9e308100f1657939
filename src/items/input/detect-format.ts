import type { Model } from "../../model/model.ts";
import { isJsonObject, parseJson } from "../../text/json-object.ts";
import { findColumn, splitHeader } from "./csv-header.ts";
import type { InputFormat } from "./input-record.ts";

/**
 * What the input looks like: JSON by its first value; CSV by a first line of two or more fields of the model; else an item a line. A title may begin
 * with a brace or a bracket (`[ ] Buy milk`), and is no JSON then.
 */
export function detectFormat(text: string, model: Model): InputFormat {
  const trimmed = text.trimStart();
  const [first = ""] = trimmed.split(/\r?\n/, 1);
  if (first.startsWith("{") && isJsonObject(parseJson(first))) return "ndjson";
  if (first.startsWith("[") && isArrayOfObjects(parseJson(trimmed))) return "json";
  const { cells } = splitHeader(first);
  return cells.length > 1 && cells.every((cell) => findColumn(cell, model) !== undefined) ? "csv" : "lines";
}

function isArrayOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isJsonObject);
}
