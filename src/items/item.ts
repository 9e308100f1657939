import type { Model } from "../api/model/model.ts";
import { headingField } from "../api/model/special-fields.ts";
import { isRecord } from "../text/json.ts";
import { toPrintable } from "../text/printable.ts";

/** An item as the API returns it, including fields that a later version of the API adds. */
export interface Item {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** The fields of an item that a user can set; null removes a field. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** The fields that the service sets. */
export const SERVICE_FIELDS = ["id", "url", "version", "createdAt", "updatedAt", "expiresAt"] as const;

/** Whether a value from the network is an item. */
export function isItem(value: unknown): value is Item {
  return isRecord(value) && typeof value["id"] === "string";
}

/** Whether a value from the network is a list of items. */
export function isItemList(value: unknown): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}

/** Returns the text that identifies the item to a user, such as its title or name. */
export function headingOf(item: Item, model: Model): string {
  return cellText(item[headingField(model)]);
}

/** Returns the names of the model's required fields that are not given. */
export function missingFields(model: Model, fields: Fields): readonly string[] {
  const names = Object.keys(model.fields);
  return names.filter((name) => model.fields[name]?.required === true && fields[name] === undefined);
}

/** Formats a field's value as text that is safe on a terminal; empty for a missing value. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return toPrintable(typeof value === "string" ? value : JSON.stringify(value));
}
