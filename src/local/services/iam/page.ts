import { AwsError } from "../../protocol/aws-error.ts";

interface PageOutput {
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/**
 * Returns one page of a list. The marker is the number of items before the next page, encoded so that callers do not
 * depend on it.
 */
export function pageOf<Item>(
  items: readonly Item[],
  {
    Marker: marker,
    MaxItems: maxItems = 100,
  }: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { readonly items: readonly Item[]; readonly page: PageOutput } {
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
