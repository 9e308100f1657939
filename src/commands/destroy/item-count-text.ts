import type { ItemCount } from "./survey-data.ts";

/** "3 items": completes "a table with ...". */
export function itemCountText(items: ItemCount | undefined): string {
  if (!items) return "no table";
  if (items.is === "unknown") return "an unknown number of items (they could not be counted)";
  const more = items.is === "at-least" ? "more than " : "";
  if (items.count === 0) return `${more}no items`;
  return `${more}${items.count.toLocaleString("en")} ${items.count === 1 ? "item" : "items"}`;
}
