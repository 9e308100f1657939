import { invalidToken } from "./errors.ts";

/** The number of items on a page if the request has no limit. */
const DEFAULT_LIMIT = 50;
const TOKEN_PREFIX = "after:";

/**
 * Returns one page of a list, sorted by key. The token is the last key on the page, so that adding or deleting items
 * between two requests does not shift the next page.
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  requested: {
    readonly nextToken?: string | undefined;
    readonly limit?: number | undefined;
    readonly descending?: boolean | undefined;
  },
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const direction = requested.descending ? -1 : 1;
  const compare = (one: string, other: string) => (one < other ? -direction : one > other ? direction : 0);
  const after = requested.nextToken === undefined ? undefined : readToken(requested.nextToken);
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || compare(key, after) > 0)
    .sort((one, other) => compare(one.key, other.key));
  const page = rest.slice(0, requested.limit ?? DEFAULT_LIMIT);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(last && page.length < rest.length && { nextToken: Buffer.from(TOKEN_PREFIX + last.key).toString("base64url") }),
  };
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!text.startsWith(TOKEN_PREFIX)) throw invalidToken();
  return text.slice(TOKEN_PREFIX.length);
}
