import type { ItemCount } from "./survey-data.ts";

/** "its 3 items": completes "with ...". */
export function itemCountText(items: ItemCount | undefined): string {
  if (!items) return "no items, for it has no table";
  if (items.is === "unknown") return "its items, which these credentials may not count";
  if (items.is === "at-least") return `more than ${items.count.toLocaleString("en")} items`;
  if (items.count === 0) return "no items in it";
  return items.count === 1 ? "its 1 item" : `its ${items.count.toLocaleString("en")} items`;
}
