import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { badRequest, type Fault } from "./problem.ts";
import type { JsonObject } from "./request.ts";
import type { Attributes } from "./table.ts";

/** What a user decides about an item. */
export interface ItemFields {
  readonly title: string;
  readonly completed: boolean;
  readonly order?: number;
}

/** What PATCH changes: absent fields stay, a null order is removed. */
export interface ItemChanges {
  readonly title?: string;
  readonly completed?: boolean;
  readonly order?: number | null;
}

/** An item as the table keeps it. */
export interface Item extends ItemFields {
  readonly id: string;
  /** ISO 8601, as is `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

const MAX_TITLE_CHARACTERS = 500;
// DynamoDB stores no smaller magnitude (Naming rules and data types, "Number").
const MIN_ORDER_MAGNITUDE = 1e-130;
const READ_ONLY_FIELDS = ["id", "url", "createdAt", "updatedAt"];

/** The whole item in a body of POST or PUT; throws a 400 that names every fault. */
export function parseItem(body: JsonObject): ItemFields {
  const faults = findUnknownFields(body);
  const title = parseTitle(body["title"], faults);
  const completed = body["completed"] === undefined ? false : parseCompleted(body["completed"], faults);
  const order = body["order"] === undefined ? undefined : parseOrder(body["order"], faults);
  if (title === undefined || completed === undefined || faults.length > 0) throw badRequest(faults);
  return order === undefined ? { title, completed } : { title, completed, order };
}

/** The changes in a body of PATCH, at least one; throws a 400 that names every fault. */
export function parseChanges(body: JsonObject): ItemChanges {
  const faults = findUnknownFields(body);
  const title = body["title"] === undefined ? undefined : parseTitle(body["title"], faults);
  const completed = body["completed"] === undefined ? undefined : parseCompleted(body["completed"], faults);
  const order = body["order"] == null ? body["order"] : parseOrder(body["order"], faults);
  if (Object.keys(body).length === 0) faults.push({ pointer: "#", detail: "give at least one field to change" });
  if (faults.length > 0) throw badRequest(faults);
  return {
    ...(title === undefined ? {} : { title }),
    ...(completed === undefined ? {} : { completed }),
    ...(order === undefined ? {} : { order }),
  };
}

/** The key of an item: all items share one partition, so that a list is a Query in the order of their ids. */
export function toKey(id: string): Attributes {
  return marshall({ pk: PARTITION, id });
}

/** The record that the table keeps for an item. */
export function toRecord(item: Item): Attributes {
  return marshall({ pk: PARTITION, ...item });
}

/** The item in a record of the table; throws when something else wrote the record. */
export function fromRecord(record: Attributes): Item {
  const { id, title, completed, order, createdAt, updatedAt } = unmarshall(record);
  const texts = [id, title, createdAt, updatedAt].every((value) => typeof value === "string");
  if (!texts || typeof completed !== "boolean" || (order !== undefined && typeof order !== "number")) {
    throw new Error(`The record with the id "${id}" is not an item of this version; repair or delete it in the table.`);
  }
  return { id, title, completed, ...(order === undefined ? {} : { order }), createdAt, updatedAt };
}

/** What the API shows of an item: the item with its own absolute URL. */
export function toJson(item: Item, collection: string): Item & { readonly url: string } {
  const { id, title, completed, order, createdAt, updatedAt } = item;
  const url = `${collection}/${id}`;
  return { id, title, completed, ...(order === undefined ? {} : { order }), url, createdAt, updatedAt };
}

/** The value of `pk` in every key. */
export const PARTITION = "item";

function findUnknownFields(body: JsonObject): Fault[] {
  const unknown = Object.keys(body).filter((name) => !["title", "completed", "order"].includes(name));
  return unknown.map((name) => {
    const why = READ_ONLY_FIELDS.includes(name) ? "is set by the service; leave it out" : "is not a field of an item";
    return { pointer: toPointer(name), detail: `"${name}" ${why}` };
  });
}

// RFC 6901 section 6: a pointer in a URI fragment; lone surrogates cannot be percent-encoded.
function toPointer(name: string): string {
  const escaped = name.replaceAll("~", "~0").replaceAll("/", "~1");
  return `#/${encodeURIComponent(escaped.replace(/\p{Surrogate}/gu, "\u{fffd}"))}`;
}

function parseTitle(value: unknown, faults: Fault[]): string | undefined {
  const title = typeof value === "string" ? value.trim() : undefined;
  const fault = title === undefined ? "title must be given, as a string" : findTitleFault(title);
  if (fault !== undefined) faults.push({ pointer: "#/title", detail: fault });
  return title;
}

function findTitleFault(title: string): string | undefined {
  const characters = [...title].length;
  if (characters === 0) return "title must have a character that is not white space";
  if (characters > MAX_TITLE_CHARACTERS)
    return `title has ${characters} characters, at most ${MAX_TITLE_CHARACTERS} fit`;
  if (/\p{Control}/u.test(title)) return "title must not have control characters (line breaks and tabs are such)";
  if (/\p{Surrogate}/u.test(title)) return "title has half of a surrogate pair, which is no character";
  return undefined;
}

function parseCompleted(value: unknown, faults: Fault[]): boolean | undefined {
  if (typeof value === "boolean") return value;
  faults.push({ pointer: "#/completed", detail: "completed must be true or false" });
  return undefined;
}

function parseOrder(value: unknown, faults: Fault[]): number | undefined {
  const isNumber = typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (isNumber && (value === 0 || Math.abs(value) >= MIN_ORDER_MAGNITUDE)) return value;
  const detail = `order must be a number between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`;
  faults.push({ pointer: "#/order", detail: `${detail}, and not closer to 0 than ${MIN_ORDER_MAGNITUDE}` });
  return undefined;
}
