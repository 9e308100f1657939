import { invalidParameter } from "./lambda-error.ts";

interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/**
 * The maximum number of versions or aliases on a page, even if more are requested
 * (https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html).
 */
const MAX_PAGE_ITEMS = 50;

/** Returns one page of a list. The marker contains the position of the next page's first element. */
export function pageOf<Item>(all: readonly Item[], { Marker, MaxItems = MAX_PAGE_ITEMS }: PageRequest) {
  const from = Marker === undefined ? 0 : readMarker(Marker);
  const to = from + Math.min(MaxItems, MAX_PAGE_ITEMS);
  return { page: all.slice(from, to), ...(to < all.length && { NextMarker: writeMarker(to) }) };
}

function writeMarker(next: number): string {
  return Buffer.from(String(next)).toString("base64url");
}

function readMarker(marker: string): number {
  const next = Buffer.from(marker, "base64url").toString("utf8");
  if (!/^\d+$/.test(next)) throw invalidParameter("Invalid Marker.");
  return Number(next);
}
