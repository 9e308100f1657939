import type { Model } from "../api/model/model.ts";
import { headingField } from "../api/model/roles.ts";
import { isJsonObject } from "../text/json-object.ts";
import { toPrintable } from "../text/printable.ts";

/** An item as the API shows it: the fields of its model, and what the service sets itself. What a later version adds is kept, and shown by `--json`. */
export interface Item {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** What a person decides about an item; null removes a field. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** What the service sets: it is read, never written. */
export const SERVICE_FIELDS = ["id", "url", "version", "createdAt", "updatedAt"] as const;

/** Whether a value from the network is an item. */
export function isItem(value: unknown): value is Item {
  return isJsonObject(value) && typeof value["id"] === "string";
}

/** Whether a value from the network is a list of items. */
export function isItemList(value: unknown): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}

/** What a person knows the item by: its title, its name. */
export function headingOf(item: Item, model: Model): string {
  return cellText(item[headingField(model)]);
}

/** A field's value as text that is safe on a terminal; nothing for one that is not there. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return toPrintable(typeof value === "string" ? value : JSON.stringify(value));
}
