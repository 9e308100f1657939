import { randomUUID } from "node:crypto";
import { PROBE_HEADERS } from "../aws/user-agent.ts";
import type { Send } from "./api-sender.ts";
import { type Fields, type Item, isItem, isItemList } from "./item.ts";
import { nextPage } from "./next-page.ts";

/** The items of a deployed API. Every function throws a TodoApiError that says what the API said when it refused. */
export interface ItemsApi {
  /** Adds an item once for each key, however often it is asked to; the API remembers a key for 24 hours. */
  add(fields: Fields, key?: string): Promise<Added>;
  /** The oldest first. */
  list(choice?: Choice): Promise<ItemList>;
  /** The same page by page, as it comes. */
  pages(choice?: Choice): AsyncIterable<ItemList>;
  get(id: string): Promise<Item>;
  /** With a version, only while the item has it. */
  update(id: string, changes: Fields, version?: number): Promise<Item>;
  remove(id: string): Promise<void>;
  /** Deletes every item. */
  clear(): Promise<void>;
  /** What the tool asks for its own purposes, marked as such, so that `logs` hides it. */
  readonly lookups: Lookups;
}

/** Requests that a user did not ask for. */
export interface Lookups {
  list(choice?: Choice): Promise<ItemList>;
  get(id: string): Promise<Item>;
  /** Whether the API lets one request delete every item. */
  mayClear(): Promise<boolean>;
}

/** A new item, or the one that an earlier request with the same key made. */
export interface Added {
  readonly item: Item;
  readonly isRepeat: boolean;
}

/** Which items: at most so many, and those whose boolean fields are so. */
export interface Choice {
  readonly limit?: number;
  readonly where?: Readonly<Record<string, boolean>>;
}

export interface ItemList {
  readonly items: readonly Item[];
  /** Whether there are more than were asked for. */
  readonly hasMore: boolean;
}

/** The API's own largest page. */
const PAGE_ITEMS = 1_000;

/** The typed client of the deployed API. */
export function createItemsApi(send: Send): ItemsApi {
  const pages = (choice: Choice = {}) => readPages(send, choice);
  return {
    pages,
    list: (choice) => gather(pages(choice)),
    add: (fields, key = randomUUID()) => add(send, fields, key),
    get: (id) => one(send, { method: "GET", path: pathOf(id) }),
    update: (id, body, version) => one(send, { method: "PATCH", path: pathOf(id), body, headers: ifMatch(version) }),
    async remove(id) {
      await send({ method: "DELETE", path: pathOf(id) });
    },
    async clear() {
      await send({ method: "DELETE", path: "/items" });
    },
    lookups: createLookups((request) => send({ ...request, headers: { ...request.headers, ...PROBE_HEADERS } })),
  };
}

function createLookups(send: Send): Lookups {
  return {
    list: (choice = {}) => gather(readPages(send, choice)),
    get: (id) => one(send, { method: "GET", path: pathOf(id) }),
    async mayClear() {
      const { headers } = await send({ method: "OPTIONS", path: "/items" });
      return headers.get("allow")?.includes("DELETE") ?? true;
    },
  };
}

async function add(send: Send, body: Fields, key: string): Promise<Added> {
  const { value, isRepeat, unexpected } = await send({
    method: "POST",
    path: "/items",
    body,
    headers: { "idempotency-key": key },
  });
  if (!isItem(value)) throw unexpected();
  return { item: value, isRepeat };
}

async function one(send: Send, request: Parameters<Send>[0]): Promise<Item> {
  const { value, unexpected } = await send(request);
  if (!isItem(value)) throw unexpected();
  return value;
}

async function* readPages(
  send: Send,
  { limit = Number.POSITIVE_INFINITY, where = {} }: Choice,
): AsyncGenerator<ItemList> {
  const filter = Object.entries(where).map(([field, value]) => `&${encodeURIComponent(field)}=${value}`);
  let query: string | undefined = `?limit=${Math.min(limit, PAGE_ITEMS)}${filter.join("")}`;
  for (let left = limit; query !== undefined && left > 0; ) {
    const { value, headers, unexpected } = await send({ method: "GET", path: `/items${query}` });
    if (!isItemList(value)) throw unexpected();
    query = nextPage(headers.get("link"));
    yield { items: value.slice(0, left), hasMore: query !== undefined || value.length > left };
    left -= value.length;
  }
}

async function gather(pages: AsyncIterable<ItemList>): Promise<ItemList> {
  const items: Item[] = [];
  let hasMore = false;
  for await (const page of pages) {
    for (const item of page.items) items.push(item);
    hasMore = page.hasMore;
  }
  return { items, hasMore };
}

function pathOf(id: string): string {
  return `/items/${encodeURIComponent(id)}`;
}

function ifMatch(version: number | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { "if-match": `"${version}"` };
}
