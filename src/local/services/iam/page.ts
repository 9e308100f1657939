import { AwsError } from "../../protocol/aws-error.ts";

/** One page of a list, as IAM's operations return it: 100 items by default. */
interface Page {
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** Returns the page that starts at `marker` (the number of items before it, opaque to callers). */
export function pageOf<Item>(
  items: readonly Item[],
  {
    Marker: marker,
    MaxItems: maxItems = 100,
  }: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { readonly items: readonly Item[]; readonly page: Page } {
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, "base64url").toString("utf8"));
  if (!Number.isInteger(start) || start < 0) throw new AwsError("ValidationError", 400, "Invalid Marker.");
  const end = start + maxItems;
  const isTruncated = end < items.length;
  const page = {
    IsTruncated: isTruncated,
    ...(isTruncated && { Marker: Buffer.from(String(end)).toString("base64url") }),
  };
  return { items: items.slice(start, end), page };
}
