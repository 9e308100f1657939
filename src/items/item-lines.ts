import { toPrintable } from "../text/printable.ts";
import type { Item } from "./item.ts";

/** The items for another program: tab-separated, nothing cut, no header; id, completed, title, order (or nothing), creation time. */
export function renderItemLines(items: readonly Item[]): string {
  return items.map((item) => `${fieldsOf(item).map(toPrintable).join("\t")}\n`).join("");
}

/** One item whole, a field a line: aligned for a terminal, with a tab after the name for another program. */
export function renderItem(item: Item, isTTY: boolean): string {
  const { id, title, completed, order, createdAt, updatedAt, url } = item;
  const fields = { id, title, completed, order, createdAt, updatedAt, url };
  const named = (name: string) => (isTTY ? name.padEnd("completed".length + 2) : `${name}\t`);
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${named(name)}${toPrintable(String(value))}\n`)
    .join("");
}

function fieldsOf({ id, completed, title, order, createdAt }: Item): readonly string[] {
  return [id, String(completed), title, order === undefined ? "" : String(order), createdAt ?? ""];
}
