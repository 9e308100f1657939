import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Fields } from "./fields.ts";
import type { Field, Model, Value } from "./model.ts";
import type { Attributes } from "./table.ts";

/** An item as the table stores it. */
export interface Item {
  readonly id: string;
  readonly fields: Fields;
  /** Starts at 1 and increases by 1 at each change. */
  readonly version: number;
  /** ISO 8601, as is `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The value of `pk` in every key. */
export const PARTITION = "item";

/** The key of an item. All items share one partition, so that a list is one Query in the order of their IDs. */
export function toKey(id: string): Attributes {
  return marshall({ pk: PARTITION, id });
}

/** The table's record of an item. */
export function toRecord({ fields, ...item }: Item): Attributes {
  return marshall({ pk: PARTITION, ...item, ...fields });
}

/**
 * The item in a record of the table. Values that do not fit the model, such as those of an earlier model, are ignored:
 * one such record must not make a whole list unreadable. Records without a version have version 1.
 */
export function fromRecord(model: Model, record: Attributes): Item {
  const found = unmarshall(record, { wrapNumbers: Number });
  const fields: Record<string, Value> = {};
  for (const [name, field] of Object.entries(model.fields)) {
    const value = hasType(found[name], field) ? found[name] : field.default;
    if (value !== undefined) fields[name] = value;
  }
  const { id, version, createdAt, updatedAt } = found;
  return { id, fields, version: version ?? 1, createdAt, updatedAt };
}

/** An item as the API returns it, with its absolute URL. */
export function toJson({ id, fields, ...rest }: Item, collection: string) {
  return { id, ...fields, url: `${collection}/${id}`, ...rest };
}

/** The entity tag of an item. It is strong, because the same version has the same bytes. */
export function toTag({ version }: Item): string {
  return `"${version}"`;
}

function hasType(value: unknown, { type }: Field): boolean {
  return typeof value === (type === "integer" ? "number" : type);
}
