import type { Model } from "../../api/model/model.ts";
import { hasKnownField, readCsvHeader } from "./csv-header.ts";
import type { InputFormat } from "./input.ts";

/**
 * Detects the format: JSON by its first character; CSV by a `sep=` line or by a first row with the name or label of a
 * field; otherwise, one item per line.
 */
export function detectFormat(text: string, model: Model): InputFormat {
  const trimmed = text.trimStart();
  if (trimmed.startsWith("{")) return "ndjson";
  if (trimmed.startsWith("[")) return "json";
  const header = readCsvHeader(text, model);
  return header.separatorLine !== "" || hasKnownField(header, model) ? "csv" : "lines";
}

/** Explains how input without --format was read, and which flag reads it differently. */
export const DETECTED: Readonly<Record<InputFormat, string>> = {
  ndjson: "The input was read as JSON objects because it begins with {; --format lines reads one item per line.",
  json: "The input was read as a JSON array because it begins with [; --format lines reads one item per line.",
  csv: "The input was read as CSV because of its first line; --format lines reads one item per line.",
  lines:
    "The input was read as one item per line because no column of its first line has the name or label of a field; --format csv reads it as CSV.",
};
