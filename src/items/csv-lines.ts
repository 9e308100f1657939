import type { Model } from "../model/model.ts";
import type { Item } from "./item.ts";

/** The first line of a CSV file of items (RFC 4180): the fields' names. */
export function csvHeader(model: Model): string {
  return toLine(namesOf(model));
}

/** An item as a line of CSV, in the header's order; a field that it does not have is empty. */
export function csvLine(item: Item, model: Model): string {
  return toLine(namesOf(model).map((name) => String(item[name] ?? "")));
}

function namesOf({ fields }: Model): readonly string[] {
  return ["id", ...Object.keys(fields), "version", "createdAt", "updatedAt"];
}

function toLine(cells: readonly string[]): string {
  return `${cells.map(quote).join(",")}\r\n`;
}

function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
