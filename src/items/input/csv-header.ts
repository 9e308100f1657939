import { CsvError, parse } from "csv-parse/sync";
import type { Model } from "../../api/model/model.ts";
import { SERVICE_FIELDS } from "../item.ts";

interface CsvHeader {
  readonly delimiter: string;
  readonly cells: readonly string[];
  /** The line that states the delimiter in Excel's format, such as `sep=;`. Empty if there is none. */
  readonly separatorLine: string;
  /** The text after the separator line, including the header. */
  readonly body: string;
}

/** The delimiters to try; a spreadsheet's settings determine which one it writes. */
const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The line endings of CSV; a file may mix them. */
export const LINE_ENDINGS: string[] = ["\r\n", "\n", "\r"];

/**
 * Reads the header. Splits it at the delimiter in the `sep=` line. If there is no such line, chooses the delimiter that
 * yields the most known fields or, in a tie, the most cells.
 */
export function readCsvHeader(text: string, model: Model): CsvHeader {
  const [separatorLine = "", named] = /^\s*"?sep=([^\r\n"])"?[ ]*(?:\r\n|\r|\n|$)/i.exec(text) ?? [];
  const body = text.slice(separatorLine.length);
  const delimiters = named === undefined ? DELIMITERS : [named];
  const [best = { delimiter: ",", cells: [] }] = delimiters
    .map((delimiter) => ({ delimiter, cells: firstRow(body, delimiter) }))
    .toSorted(
      (one, other) =>
        countKnownCells(other.cells, model) - countKnownCells(one.cells, model) ||
        other.cells.length - one.cells.length,
    );
  return { ...best, separatorLine, body };
}

/** Whether one of the header's cells is the name or label of a field. */
export function hasKnownField({ cells }: CsvHeader, model: Model): boolean {
  return countKnownCells(cells, model) > 0;
}

/** Finds the field for a column by the field's name or label, including the fields that the service sets. */
export function findFieldName(cell: string, { fields }: Model): string | undefined {
  const name = cell.trim().toLowerCase();
  const named = [...Object.keys(fields), ...SERVICE_FIELDS].find((known) => known.toLowerCase() === name);
  return named ?? Object.entries(fields).find(([, { label }]) => label.toLowerCase() === name)?.[0];
}

/** Returns the cells of the first row, without the empty cells that Excel adds at the end; empty for invalid CSV. */
function firstRow(text: string, delimiter: string): readonly string[] {
  try {
    const [row = []]: string[][] = parse(text, {
      delimiter,
      record_delimiter: LINE_ENDINGS,
      to: 1,
      relax_column_count: true,
      skip_records_with_empty_values: true,
    });
    return row.slice(0, row.findLastIndex((cell) => cell.trim() !== "") + 1);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return [];
  }
}

function countKnownCells(cells: readonly string[], model: Model): number {
  return cells.filter((cell) => findFieldName(cell, model) !== undefined).length;
}
