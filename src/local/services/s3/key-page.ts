import { compareKeys } from "./versions.ts";

/** A position in a listing: a key or, if `isGroup`, a common prefix, which includes all keys that begin with it. */
export interface Position {
  readonly text: string;
  readonly isGroup: boolean;
}

interface KeyQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: Position;
  readonly size: number;
}

/** One page of a listing: keys, and the common prefixes that replace groups of keys. */
interface KeyPage {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The position after which the next page begins; undefined on the last page, and if the page size is 0. */
  readonly next: Position | undefined;
}

/**
 * Returns a page of sorted keys. Keys that are identical up to the first delimiter after the prefix form one entry
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html).
 */
export function keyPage(sorted: readonly string[], query: KeyQuery): KeyPage {
  const found: Position[] = [];
  let last = query.after;
  for (const key of sorted) {
    if (!key.startsWith(query.prefix) || isCovered(key, last)) continue;
    if (found.length === query.size) return page(found, query.size === 0 ? undefined : last);
    last = positionOf(key, query);
    found.push(last);
  }
  return page(found, undefined);
}

/** Whether the pages up to a position include the key. */
function isCovered(key: string, { text, isGroup }: Position): boolean {
  return compareKeys(key, text) <= 0 || (isGroup && key.startsWith(text));
}

function positionOf(key: string, { prefix, delimiter }: KeyQuery): Position {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? { text: key, isGroup: false } : { text: key.slice(0, end + delimiter.length), isGroup: true };
}

function page(found: readonly Position[], next: Position | undefined): KeyPage {
  const textsOf = (isGroup: boolean) => found.filter((item) => item.isGroup === isGroup).map(({ text }) => text);
  return { keys: textsOf(false), prefixes: textsOf(true), next };
}
