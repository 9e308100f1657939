import { CsvError, parse } from "csv-parse/sync";
import type { Model } from "../../api/model/model.ts";
import { usageError } from "../../errors.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { isRecord } from "../../text/json.ts";
import { toPrintable } from "../../text/printable.ts";
import { SERVICE_FIELDS } from "../item.ts";
import { parseValue } from "../parse-fields.ts";
import { findFieldName, LINE_ENDINGS, readCsvHeader } from "./csv-header.ts";
import type { Input, InputRecord } from "./input.ts";

interface Row {
  readonly record: readonly string[];
  /** The text of the row, including its line breaks. */
  readonly raw: string;
}

interface NumberedRow extends Row {
  /** The line on which the row begins, counted from 1. */
  readonly line: number;
}

/** Reads CSV whose first row contains the names or labels of the fields. Ignores empty cells, rows and columns. */
export function readCsv(text: string, model: Model, refusal: string): Input {
  const { delimiter, cells, separatorLine, body } = readCsvHeader(text, model);
  const firstLine = separatorLine === "" ? 1 : 2;
  const [header, ...rows] = numberRows(parseRows(body, delimiter, refusal), firstLine).filter(hasValue);
  if (header === undefined) return { format: "csv", refusal, records: [] };
  const columns = cells.map((cell) => (cell.trim() === "" ? undefined : requireFieldName(cell, model, refusal)));
  const named = columns.filter((name) => name !== undefined);
  const repeated = named.find((name, index) => named.indexOf(name) !== index);
  if (repeated !== undefined)
    throw usageError(`the header has more than one column for the field ${repeated}. ${refusal}`);
  const records = rows.map((row) => toRecord(row, columns, model));
  return { format: "csv", refusal, header: `${separatorLine}${withoutLineEndings(header.raw)}`, records };
}

function parseRows(text: string, delimiter: string, refusal: string): readonly Row[] {
  try {
    const rows: readonly unknown[] = parse(text, {
      delimiter,
      raw: true,
      relax_column_count: true,
      record_delimiter: LINE_ENDINGS,
    });
    return rows.filter(isRow);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw usageError(`standard input is not valid CSV: ${toPrintable(error.message)}. ${refusal}`);
  }
}

/** With `raw`, the parser returns more than its types declare. */
function isRow(row: unknown): row is Row {
  return isRecord(row) && Array.isArray(row["record"]) && typeof row["raw"] === "string";
}

function numberRows(rows: readonly Row[], firstLine: number): readonly NumberedRow[] {
  let line = firstLine;
  return rows.map((row) => {
    const numbered = { ...row, line };
    line += row.raw.match(/\r\n|\r|\n/g)?.length ?? 0;
    return numbered;
  });
}

function hasValue({ record }: Row): boolean {
  return record.some((cell) => cell.trim() !== "");
}

function withoutLineEndings(text: string): string {
  return text.replaceAll(/^[\r\n]+|[\r\n]+$/g, "");
}

function requireFieldName(cell: string, model: Model, refusal: string): string {
  const found = findFieldName(cell, model);
  if (found !== undefined) return found;
  const known = Object.keys(model.fields);
  throw usageError(
    `column "${toPrintable(cell.trim())}" is not a field of ${model.labels.many}${didYouMean(cell, known)}; the fields are: ${known.join(", ")}. ${refusal}`,
  );
}

function toRecord({ record, raw, line }: NumberedRow, columns: readonly (string | undefined)[], model: Model) {
  const fields: Record<string, string | number | boolean> = {};
  const faults: string[] = [];
  const cellCount = record.findLastIndex((cell) => cell.trim() !== "") + 1;
  if (cellCount > columns.length) faults.push(`has ${cellCount} cells, but the header has ${columns.length}`);
  for (const [index, name] of columns.entries()) {
    const cell = record[index] ?? "";
    if (name === undefined && cell.trim() !== "") faults.push(`cell ${index + 1} is in a column without a name`);
    const field = name === undefined ? undefined : model.fields[name];
    if (name === undefined || field === undefined || cell === "" || SERVICE_FIELDS.some((field) => field === name))
      continue;
    const parsed = parseValue(field, cell);
    if ("fault" in parsed) faults.push(`${name} ${parsed.fault}`);
    else fields[name] = parsed.value;
  }
  return { line, text: withoutLineEndings(raw), fields, faults } satisfies InputRecord;
}
