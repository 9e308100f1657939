import { getProxyForUrl } from "proxy-from-env";
import { usageError } from "../errors.ts";
import { isLoopback } from "./loopback.ts";

/**
 * Finds the proxy for a URL in the HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY variables; undefined for a direct
 * connection. Throws a usage error for a proxy that is not supported.
 */
export function findProxy(url: string): string | undefined {
  if (isLoopback(url)) return undefined;
  // As in curl and the AWS CLI, `NO_PROXY=example.com` includes its subdomains. The library requires `.example.com`.
  const proxies = [url, ...parentDomains(url)].map((name) => getProxyForUrl(name));
  const [proxy] = proxies;
  return proxy !== undefined && proxies.every((one) => one !== "") ? parseProxy(proxy, new URL(url)) : undefined;
}

/** Returns the proxy's URL with decodable credentials. Errors omit the URL, because it may contain a password. */
function parseProxy(found: string, { protocol }: URL): string {
  // If an address has no scheme, the library adds the target's scheme, but curl and the AWS CLI assume http.
  const text = hasScheme(found) ? found : found.replace(/^\w+:/, "http:");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    const variable = `${protocol.slice(0, -1).toUpperCase()}_PROXY`;
    throw usageError(
      `the proxy in ${variable} or ALL_PROXY must be a URL such as http://proxy.example.com:8080; only http and https are supported`,
    );
  }
  url.username = toDecodable(url.username);
  url.password = toDecodable(url.password);
  return url.href.replace(/\/$/, "");
}

/** Whether the address in the variable has a scheme. The library returns such an address unchanged. */
function hasScheme(found: string): boolean {
  const names = ["https_proxy", "http_proxy", "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  return names.some((name) => process.env[name] === found);
}

/** As in curl, a % that does not begin an escape is literal. */
function toDecodable(text: string): string {
  const encoded = text.replace(/%(?![\da-f]{2})/gi, "%25");
  try {
    decodeURIComponent(encoded);
    return encoded;
  } catch {
    return text.replaceAll("%", "%25");
  }
}

function parentDomains(url: string): readonly string[] {
  const { protocol, hostname, port } = new URL(url);
  const labels = hostname.split(".");
  return labels.slice(1).map((_, index) => {
    const domain = labels.slice(index + 1).join(".");
    return `${protocol}//${domain}${port === "" ? "" : `:${port}`}`;
  });
}
