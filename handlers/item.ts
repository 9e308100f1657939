import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { toSeconds, toTime } from "./expiry.ts";
import type { Fields } from "./fields.ts";
import type { Field, Model, Value } from "./model.ts";
import type { Attributes } from "./table.ts";

/** An item: the fields in its model, and the fields that the API adds. */
export interface Item {
  readonly id: string;
  readonly fields: Fields;
  /** Starts at 1 and increases by 1 with each change. */
  readonly version: number;
  /** In ISO 8601, like `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The time at which the item expires; undefined if it never does. The API treats an expired item as deleted. */
  readonly expiresAt?: string | undefined;
}

/** The value of `pk` in the key of every item. */
export const PARTITION = "item";

/** The key of an item. All items share one partition, so that a Query returns them in the order of their IDs. */
export function toKey(id: string): Attributes {
  return marshall({ pk: PARTITION, id });
}

/** Converts an item to a table record. In the record, `expiresAt` is in seconds since the epoch. */
export function toRecord({ fields, expiresAt, ...item }: Item): Attributes {
  const expiry = expiresAt === undefined ? {} : { expiresAt: toSeconds(expiresAt) };
  return marshall({ pk: PARTITION, ...item, ...fields, ...expiry });
}

/**
 * Converts a table record to an item. Ignores values whose type does not fit the model, such as values from an
 * earlier model, so that one such record does not make a whole list unreadable. Records without a version have
 * version 1.
 */
export function fromRecord(model: Model, record: Attributes): Item {
  const found = unmarshall(record, { wrapNumbers: Number });
  const fields: Record<string, Value> = {};
  for (const [name, field] of Object.entries(model.fields)) {
    const value = hasType(found[name], field) ? found[name] : field.default;
    if (value !== undefined) fields[name] = value;
  }
  const { id, version, createdAt, updatedAt } = found;
  const expiry = typeof found["expiresAt"] === "number" ? { expiresAt: toTime(found["expiresAt"]) } : {};
  return { id, fields, version: version ?? 1, createdAt, updatedAt, ...expiry };
}

/** An item as the API returns it, with its absolute URL. */
export function toJson({ id, fields, ...rest }: Item, collection: string) {
  return { id, ...fields, url: `${collection}/${id}`, ...rest };
}

/** The entity tag of an item. It is strong, because If-Match never matches a weak one (RFC 9110 section 13.1.1). */
export function toTag({ version }: Item): string {
  return `"${version}"`;
}

function hasType(value: unknown, { type }: Field): boolean {
  return typeof value === (type === "integer" ? "number" : type);
}
