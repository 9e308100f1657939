import { invalidToken } from "./errors.ts";

/** The default and maximum number of items on a page. */
const MAX_LIMIT = 50;
const MARK = "after:";

/**
 * Returns one page of a list in the order of its keys. The token is the last key, so that items that are added or
 * deleted between pages shift nothing.
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
  const page = rest.slice(0, requested.limit ?? MAX_LIMIT);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(last && page.length < rest.length && { nextToken: Buffer.from(MARK + last.key).toString("base64url") }),
  };
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!text.startsWith(MARK)) throw invalidToken();
  return text.slice(MARK.length);
}
