import type { Addresses } from "../aws/addresses.ts";
import type { Stack } from "../stack/stack.ts";

interface PageAddress {
  readonly url: string;
  /** The URL at which the S3 website serves the same page, if it differs. */
  readonly endpoint?: string;
}

/** Finds the address of a deployed stack's page; undefined if the stack has no page. */
export async function findPageAddress(
  { settings, bucket }: Stack,
  apiUrl: string,
  addresses: Addresses,
): Promise<PageAddress | undefined> {
  if (settings.website === "api") return { url: `${apiUrl}/` };
  if (!bucket) return undefined;
  const endpoint = addresses.websiteEndpoint(bucket.name);
  return { url: await addresses.websiteUrl(bucket.name), ...(endpoint !== undefined && { endpoint }) };
}
