import { isJsonObject } from "../text/json-object.ts";

/** An item as the API shows it; what a later version of the API adds is kept, and shown by `--json`. */
export interface Item {
  readonly id: string;
  readonly title: string;
  readonly completed: boolean;
  readonly order?: number;
  readonly url?: string;
  /** ISO 8601, as is `updatedAt`. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/** What a person decides about a new item. */
export interface NewItem {
  readonly title: string;
  readonly completed?: boolean;
  readonly order?: number;
}

/** What is to change: absent fields stay, a null order is removed. */
export interface ItemChanges {
  readonly title?: string;
  readonly completed?: boolean;
  readonly order?: number | null;
}

/** Whether a value from the network is an item. */
export function isItem(value: unknown): value is Item {
  if (!isJsonObject(value)) return false;
  const { id, title, completed, order, url, createdAt, updatedAt } = value;
  const hasText = [id, title].every((field) => typeof field === "string");
  const mayHaveText = [url, createdAt, updatedAt].every((field) => field === undefined || typeof field === "string");
  return hasText && mayHaveText && typeof completed === "boolean" && (order === undefined || typeof order === "number");
}

/** Whether a value from the network is a list of items. */
export function isItemList(value: unknown): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}
