import type { Given } from "../text/given.ts";
import { readCaBundle } from "./ca-bundle.ts";
import { findProxy } from "./find-proxy.ts";
import { isLoopback } from "./loopback.ts";

/** What of a response is read here: Node's own and undici's have it. */
export interface FetchedResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What a request is made of. */
export interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect?: "manual";
  readonly signal?: AbortSignal;
}

/** `fetch`, through the proxy of the environment and with the CA bundle where there is one. */
export type Fetch = (url: string, options?: FetchOptions) => Promise<FetchedResponse>;

/** Node's own `fetch` knows neither a proxy (before Node 24) nor a CA bundle of a profile: undici, which it is made of, is loaded where one is needed. */
export function createFetch(caBundle?: Given): Fetch {
  const dispatchers = new Map<string, ReturnType<typeof loadDispatcher>>();
  return async (url, options = {}) => {
    const proxy = findProxy(url);
    if (isLoopback(url) || (proxy === undefined && caBundle === undefined)) return fetch(url, options);
    const key = proxy ?? "";
    const loading = dispatchers.get(key) ?? loadDispatcher(proxy, caBundle && readCaBundle(caBundle));
    dispatchers.set(key, loading);
    const { undiciFetch, dispatcher } = await loading;
    return undiciFetch(url, { ...options, dispatcher });
  };
}

async function loadDispatcher(proxy: string | undefined, ca: string | undefined) {
  // A CommonJS package: in the bundle, its exports are those of the default one.
  const { default: undici } = await import("undici");
  const tls = ca === undefined ? {} : { ca };
  const dispatcher =
    proxy === undefined
      ? new undici.Agent({ connect: tls })
      : new undici.ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: tls });
  return { undiciFetch: undici.fetch, dispatcher };
}
