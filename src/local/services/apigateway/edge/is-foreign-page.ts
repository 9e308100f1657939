import type { LocalCloud } from "../../../cloud.ts";
import { isLoopbackHost } from "../../../http/request-headers.ts";

/** Whether a request comes from a page that is not permitted to call the APIs. Only browsers send an Origin header. */
export function isForeignPage(
  { cors, s3, websites }: LocalCloud,
  { host, origin }: { readonly host: string; readonly origin: string | undefined },
): boolean {
  if (cors === "any" || origin === undefined) return false;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!url || !isLoopbackHost(url.host)) return true;
  // The API itself served the page.
  if (url.host === host) return false;
  const served = Object.keys(s3.data.buckets).flatMap((bucket) => websites.urlOf(bucket) ?? []);
  return !served.some((address) => new URL(address).port === url.port);
}
