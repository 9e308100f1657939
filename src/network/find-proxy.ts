import { getProxyForUrl } from "proxy-from-env";
import { isLoopback } from "./loopback.ts";

/** The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY of this process name for a URL; undefined where it is reached directly. */
export function findProxy(url: string): string | undefined {
  if (isLoopback(url)) return undefined;
  // Like curl and the AWS CLI, `NO_PROXY=example.com` covers the hosts below it as well; the library covers those of `.example.com` alone.
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
