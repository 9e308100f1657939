import type { Send } from "./api-sender.ts";
import { type Item, type ItemChanges, isItem, isItemList, type NewItem } from "./item.ts";
import { nextPage } from "./next-page.ts";

/** The items of a deployed API. Every function throws a TodoApiError that says what the API said when it refused. */
export interface ItemsApi {
  add(item: NewItem): Promise<Item>;
  /** The oldest first: at most so many, or all. */
  list(limit?: number): Promise<readonly Item[]>;
  get(id: string): Promise<Item>;
  update(id: string, changes: ItemChanges): Promise<Item>;
  remove(id: string): Promise<void>;
}

/** The API's own largest page. */
const PAGE_ITEMS = 1_000;

/** The typed client of the deployed API. */
export function createItemsApi(send: Send): ItemsApi {
  return {
    add: (item) => one(send, "POST", "/items", item),
    list: (limit = Number.POSITIVE_INFINITY) => list(send, limit),
    get: (id) => one(send, "GET", pathOf(id)),
    update: (id, changes) => one(send, "PATCH", pathOf(id), changes),
    async remove(id) {
      await send({ method: "DELETE", path: pathOf(id) });
    },
  };
}

async function one(send: Send, method: "GET" | "POST" | "PATCH", path: string, body?: object): Promise<Item> {
  const { value, unexpected } = await send({ method, path, ...(body && { body }) });
  if (!isItem(value)) throw unexpected();
  return value;
}

async function list(send: Send, limit: number): Promise<readonly Item[]> {
  const items: Item[] = [];
  let query: string | undefined = `?limit=${Math.min(limit, PAGE_ITEMS)}`;
  while (query !== undefined && items.length < limit) {
    const { value, headers, unexpected } = await send({ method: "GET", path: `/items${query}` });
    if (!isItemList(value)) throw unexpected();
    for (const item of value) items.push(item);
    query = nextPage(headers.get("link"));
  }
  return Number.isFinite(limit) ? items.slice(0, limit) : items;
}

function pathOf(id: string): string {
  return `/items/${encodeURIComponent(id)}`;
}
