import type { Model } from "../../model/model.ts";
import { findColumn, splitHeader } from "./csv-header.ts";
import type { InputFormat } from "./input-record.ts";

/**
 * What the input is meant to be: JSON by its first character; CSV by a first line that names a field of the model, be it among others that are none;
 * else an item a line. What is faulty as that is refused, and never taken for titles.
 */
export function detectFormat(text: string, model: Model): InputFormat {
  const trimmed = text.trimStart();
  if (trimmed.startsWith("{")) return "ndjson";
  if (trimmed.startsWith("[")) return "json";
  const [first = ""] = trimmed.split(/\r?\n/, 1);
  return splitHeader(first).cells.some((cell) => findColumn(cell, model) !== undefined) ? "csv" : "lines";
}

/** How input was read whose format nobody named, and how to have it read otherwise. */
export const DETECTED: Readonly<Record<InputFormat, string>> = {
  ndjson: "It was read as JSON objects, one a line, since it begins with {; --format lines takes it as an item a line.",
  json: "It was read as a JSON array, since it begins with [; --format lines takes it as an item a line.",
  csv: "It was read as CSV, since its first line names a field; --format lines takes it as an item a line.",
  lines: "It was read as an item a line, since its first line names no field; --format csv takes it as CSV.",
};
