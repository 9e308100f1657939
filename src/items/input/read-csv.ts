import { CsvError, parse } from "csv-parse/sync";
import { usageError } from "../../errors.ts";
import type { Model } from "../../model/model.ts";
import { didYouMean } from "../../suggest.ts";
import { isJsonObject } from "../../text/json-object.ts";
import { toPrintable } from "../../text/printable.ts";
import { SERVICE_FIELDS } from "../item.ts";
import { parseValue } from "../parse-fields.ts";
import { findColumn, splitHeader } from "./csv-header.ts";
import type { InputRecord } from "./input-record.ts";
import type { Input } from "./read-input.ts";

/** A row as the parser gives it. */
interface Row {
  readonly record: readonly string[];
  /** Its text, line breaks within quotes and all. */
  readonly raw: string;
  /** The last line of it. */
  readonly info: { readonly lines: number };
}

/** CSV whose first line names the fields, by their names or labels; an empty cell is none. */
export function readCsv(text: string, model: Model, refusal: string): Input {
  const [first = ""] = text.trimStart().split(/\r?\n/, 1);
  const { delimiter } = splitHeader(first);
  const [header, ...rows] = parseRows(text, delimiter, refusal);
  if (header === undefined) return { format: "csv", refusal, records: [] };
  const columns = header.record.map((cell) => presentColumn(cell, model, refusal));
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`The first line names ${twice} twice. ${refusal}`);
  const records = rows.map((row) => toRecord(row, columns, model));
  return { format: "csv", refusal, header: header.raw.trimEnd(), records };
}

function parseRows(text: string, delimiter: string, refusal: string): readonly Row[] {
  try {
    const options = { delimiter, info: true, raw: true, relax_column_count: true, skip_empty_lines: true } as const;
    const rows: readonly unknown[] = parse(text, options);
    return rows.filter(isRow);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw usageError(`Standard input cannot be read as CSV: ${toPrintable(error.message)}. ${refusal}`);
  }
}

/** With `info` and `raw` the parser gives more than its types tell. */
function isRow(row: unknown): row is Row {
  return isJsonObject(row) && Array.isArray(row["record"]) && isJsonObject(row["info"]);
}

function presentColumn(cell: string, model: Model, refusal: string): string {
  const found = findColumn(cell, model);
  if (found !== undefined) return found;
  const known = Object.keys(model.fields);
  throw usageError(
    `"${toPrintable(cell.trim())}" is no field of ${model.labels.many}; they have: ${known.join(", ")}.${didYouMean(cell, known)} ${refusal}`,
  );
}

function toRecord({ record, raw, info }: Row, columns: readonly string[], model: Model): InputRecord {
  const text = raw.replaceAll(/^[\r\n]+|[\r\n]+$/g, "");
  const line = info.lines - text.split("\n").length + 1;
  const fields: Record<string, string | number | boolean> = {};
  const faults: string[] = [];
  if (record.length > columns.length)
    faults.push(`it has ${record.length} cells, and the first line names ${columns.length}`);
  for (const [index, name] of columns.entries()) {
    const cell = record[index] ?? "";
    const field = model.fields[name];
    if (field === undefined || cell === "" || SERVICE_FIELDS.some((own) => own === name)) continue;
    const parsed = parseValue(field, cell);
    if ("fault" in parsed) faults.push(`${parsed.fault} for ${name}`);
    else fields[name] = parsed.value;
  }
  return { line, text, fields, faults };
}
