import type { Given } from "../text/given.ts";
import { readCaBundle } from "./ca-bundle.ts";
import { findProxy } from "./find-proxy.ts";
import { isLoopback } from "./loopback.ts";

/** The part of a response that todo-api reads, declared for both Node's and undici's `fetch`. */
export interface FetchedResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The options of a request. */
export interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect?: "manual";
  readonly signal?: AbortSignal;
}

/** The part of `fetch` that todo-api uses. */
export type Fetch = (url: string, options?: FetchOptions) => Promise<FetchedResponse>;

/**
 * Creates a `fetch` that uses the environment's proxy and the CA bundle, if any. If there is either, it loads undici,
 * because `fetch` in Node 20 supports neither a proxy nor a CA bundle given at run time.
 */
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
  // undici is a CommonJS package; after bundling, its exports are only in `default`.
  const { default: undici } = await import("undici");
  const tls = ca === undefined ? {} : { ca };
  const dispatcher =
    proxy === undefined
      ? new undici.Agent({ connect: tls })
      : new undici.ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: tls });
  return { undiciFetch: undici.fetch, dispatcher };
}
