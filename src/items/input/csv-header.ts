import type { Model } from "../../model/model.ts";
import { SERVICE_FIELDS } from "../item.ts";

/** What spreadsheets write, by the language of their user. */
const DELIMITERS = [",", ";", "\t"] as const;

/** The cells of a header line, split by the delimiter that splits it most. */
export function splitHeader(line: string): { readonly delimiter: string; readonly cells: readonly string[] } {
  const ways = DELIMITERS.map((delimiter) => ({ delimiter, cells: line.split(delimiter).map(unquote) }));
  const [best = { delimiter: ",", cells: [line] }] = ways.toSorted(
    (one, other) => other.cells.length - one.cells.length,
  );
  return best;
}

/** The field that a column is for, by its name or its label; those that the service sets are known, too. */
export function findColumn(cell: string, { fields }: Model): string | undefined {
  const wanted = cell.trim().toLowerCase();
  const named = [...Object.keys(fields), ...SERVICE_FIELDS].find((name) => name.toLowerCase() === wanted);
  return named ?? Object.entries(fields).find(([, { label }]) => label.toLowerCase() === wanted)?.[0];
}

function unquote(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, "$1");
}
