import type { Fetch, FetchedResponse, FetchOptions } from "../network/fetch.ts";

/** The source of the API key for requests. */
export interface KeySource {
  /** The URL of the API: the key is sent nowhere else. */
  readonly apiUrl: string;
  /** The key, if it is known without a call. */
  known(): string | undefined;
  /** Reads the key from AWS; undefined if the stack has no key. */
  read(): Promise<string | undefined>;
}

/**
 * Creates a `fetch` for an API that requires a key. If no key is known, or the API rejects the known key, for example
 * because it was replaced, the `fetch` reads the key from AWS, but only once.
 */
export function keyedFetch(fetch: Fetch, source: KeySource): Fetch {
  let key = source.known();
  let reading: Promise<string | undefined> | undefined;
  const readOnce = () => {
    reading ??= source.read();
    return reading;
  };
  return async (url, options = {}) => {
    if (!url.startsWith(`${source.apiUrl}/`)) throw new Error("an API key is sent only to its own API");
    key ??= await readOnce();
    const used = key;
    const response = await send(url, options, used);
    if (!isKeyRejected(response)) return response;
    key = (await readOnce()) ?? used;
    if (key === used) return response;
    await response.text();
    return send(url, options, key);
  };

  function send(url: string, options: FetchOptions, value: string | undefined): Promise<FetchedResponse> {
    return fetch(url, { ...options, headers: { ...options.headers, ...(value && { "x-api-key": value }) } });
  }
}

/** Whether API Gateway rejected the request because it has no valid key. */
export function isKeyRejected({ status, headers }: Pick<FetchedResponse, "status" | "headers">): boolean {
  return status === 403 && headers.get("x-amzn-errortype") === "ForbiddenException";
}
