import { type Options, stringify } from "csv-stringify/sync";
import type { Model } from "../api/model/model.ts";
import type { Item } from "./item.ts";

interface CsvStyle {
  /**
   * Whether text that a spreadsheet would run as a formula gets a leading `'`
   * (https://owasp.org/www-community/attacks/CSV_Injection).
   */
  readonly isExcelSafe: boolean;
}

/** Formats the header of a CSV file of items (RFC 4180): the fields' names. */
export function csvHeader(model: Model): string {
  return stringify([namesOf(model)], OPTIONS);
}

/** Formats items as lines of CSV, in the header's order; a missing field is an empty cell. */
export function toCsv(items: readonly Item[], model: Model, { isExcelSafe }: CsvStyle): string {
  const names = namesOf(model);
  const rows = items.map((item) => names.map((name) => item[name]));
  return stringify(rows, { ...OPTIONS, escape_formulas: isExcelSafe });
}

const OPTIONS: Options = {
  record_delimiter: "windows",
  quoted_match: /^\s|\s$|[\r\n]/,
  cast: {
    boolean: String,
    // A negative number is not a formula.
    number: (value) => ({ value: String(value), escape_formulas: false }),
  },
};

function namesOf({ fields }: Model): readonly string[] {
  return ["id", ...Object.keys(fields), "version", "createdAt", "updatedAt"];
}
