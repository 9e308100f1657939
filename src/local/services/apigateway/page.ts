import { badRequest } from "./errors.ts";

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 500;

/**
 * Returns one page of a list, sorted by key. The position is the key of the page's last item, so that no item is
 * skipped or repeated if others are added or deleted in the meantime.
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { position, limit = DEFAULT_LIMIT }: { readonly position?: string | undefined; readonly limit?: number | undefined },
): { readonly items: readonly Item[]; readonly position?: string } {
  if (limit < 1) throw badRequest("Limit must be greater than or equal to 1");
  const after = position === undefined ? "" : Buffer.from(position, "base64url").toString("utf8");
  const remaining = items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .filter(({ key }) => key > after);
  const page = remaining.slice(0, Math.min(limit, MAX_LIMIT));
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(last && page.length < remaining.length && { position: Buffer.from(last.key).toString("base64url") }),
  };
}

/** A key that sorts from oldest to newest, then by ID. */
export function ageKey({ createdAt, id }: { readonly createdAt: number; readonly id: string }): string {
  return `${String(createdAt).padStart(15, "0")} ${id}`;
}
