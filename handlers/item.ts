import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Fields } from "./fields.ts";
import type { Field, Model, Value } from "./model.ts";
import type { Attributes } from "./table.ts";

/** An item as the table keeps it. */
export interface Item {
  readonly id: string;
  readonly fields: Fields;
  /** Begins with 1 and is raised at each change. */
  readonly version: number;
  /** ISO 8601, as is `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The value of `pk` in every key. */
export const PARTITION = "item";

/** The key of an item: all items share one partition, so that a list is a Query in the order of their ids. */
export function toKey(id: string): Attributes {
  return marshall({ pk: PARTITION, id });
}

/** The record that the table keeps for an item. */
export function toRecord({ fields, ...item }: Item): Attributes {
  return marshall({ pk: PARTITION, ...item, ...fields });
}

/**
 * The item in a record of the table. What another model, or somebody else, left in it is passed over: one such record must not make a whole list
 * unreadable. Records of the first releases have no version: it is 1.
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

/** What the API shows of an item: with its own absolute URL. */
export function toJson({ id, fields, ...rest }: Item, collection: string) {
  return { id, ...fields, url: toUrl(id, collection), ...rest };
}

/** Where an item is (absolute). */
function toUrl(id: string, collection: string): string {
  return `${collection}/${id}`;
}

/** The entity tag of an item: strong, for the same version is the same bytes. */
export function toTag({ version }: Item): string {
  return `"${version}"`;
}

function hasType(value: unknown, { type }: Field): boolean {
  return typeof value === (type === "integer" ? "number" : type);
}
