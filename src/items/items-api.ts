import { randomUUID } from "node:crypto";
import { PROBE_HEADERS } from "../aws/user-agent.ts";
import type { Send } from "./api-sender.ts";
import { type Fields, type Item, isItem, isItemList } from "./item.ts";
import { nextPage } from "./next-page.ts";

/** The items of a deployed API. A failed request throws a TodoApiError, with the API's reason if the API responded. */
export interface ItemsApi {
  /** Adds at most one item per key, however often it is called; the API remembers a key for 24 hours. */
  add(fields: Fields, key?: string): Promise<Added>;
  /** Returns the items, oldest first. */
  list(selection?: Selection): Promise<ItemList>;
  pages(selection?: Selection): AsyncIterable<ItemList>;
  get(id: string): Promise<Item>;
  /** If a version is given, changes the item only if it still has that version. */
  update(id: string, changes: Fields, version?: number): Promise<Item>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
  /** Requests that the user did not ask for, marked so that `logs` hides them. */
  readonly lookups: Lookups;
}

interface Lookups {
  list(selection?: Selection): Promise<ItemList>;
  get(id: string): Promise<Item>;
  /** Whether one request may delete all items; true if the API does not report which methods it allows. */
  mayClear(): Promise<boolean>;
}

/** A new item, or the one that an earlier request with the same key created. */
export interface Added {
  readonly item: Item;
  readonly isRepeat: boolean;
}

/** Selects items: at most `limit`, with these values of boolean fields. */
interface Selection {
  readonly limit?: number;
  readonly where?: Readonly<Record<string, boolean>>;
}

export interface ItemList {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/** The maximum page size of the API. */
const MAX_PAGE_ITEMS = 1_000;

/** Creates a client for the deployed API. */
export function createItemsApi(send: Send): ItemsApi {
  const pages = (selection: Selection = {}) => readPages(send, selection);
  return {
    pages,
    list: (selection) => readAll(pages(selection)),
    add: (fields, key = randomUUID()) => add(send, fields, key),
    get: (id) => requestItem(send, { method: "GET", path: pathOf(id) }),
    update: (id, body, version) =>
      requestItem(send, { method: "PATCH", path: pathOf(id), body, headers: ifMatch(version) }),
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
    list: (selection = {}) => readAll(readPages(send, selection)),
    get: (id) => requestItem(send, { method: "GET", path: pathOf(id) }),
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

async function requestItem(send: Send, request: Parameters<Send>[0]): Promise<Item> {
  const { value, unexpected } = await send(request);
  if (!isItem(value)) throw unexpected();
  return value;
}

async function* readPages(
  send: Send,
  { limit = Number.POSITIVE_INFINITY, where = {} }: Selection,
): AsyncGenerator<ItemList> {
  const filter = Object.entries(where).map(([field, value]) => `&${encodeURIComponent(field)}=${value}`);
  let query: string | undefined = `?limit=${Math.min(limit, MAX_PAGE_ITEMS)}${filter.join("")}`;
  for (let left = limit; query !== undefined && left > 0; ) {
    const { value, headers, unexpected } = await send({ method: "GET", path: `/items${query}` });
    if (!isItemList(value)) throw unexpected();
    query = nextPage(headers.get("link"));
    yield { items: value.slice(0, left), hasMore: query !== undefined || value.length > left };
    left -= value.length;
  }
}

async function readAll(pages: AsyncIterable<ItemList>): Promise<ItemList> {
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
