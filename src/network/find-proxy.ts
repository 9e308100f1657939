import { getProxyForUrl } from "proxy-from-env";
import { isLoopback } from "./loopback.ts";

/** The proxy for a URL, from the HTTPS_PROXY, HTTP_PROXY and NO_PROXY variables; undefined for a direct connection. */
export function findProxy(url: string): string | undefined {
  if (isLoopback(url)) return undefined;
  // As in curl and the AWS CLI, `NO_PROXY=example.com` includes its subdomains; the library requires `.example.com` for
  // that.
  const proxies = [url, ...parentDomains(url)].map((name) => getProxyForUrl(name));
  return proxies.every((proxy) => proxy !== "") ? proxies[0] : undefined;
}

function parentDomains(url: string): readonly string[] {
  const { protocol, hostname, port } = new URL(url);
  const labels = hostname.split(".");
  return labels.slice(1).map((_, index) => {
    const domain = labels.slice(index + 1).join(".");
    return `${protocol}//${domain}${port === "" ? "" : `:${port}`}`;
  });
}
