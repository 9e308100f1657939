import { PROBE_HEADERS } from "../aws/user-agent.ts";
import type { Fetch, FetchedResponse } from "../network/fetch.ts";
import { rejectionIn } from "./call-api.ts";

/** A request that changes nothing. */
export interface ProbeRequest {
  readonly url: string;
  /** The default is GET. */
  readonly method?: string;
  /** A JSON document. */
  readonly body?: string;
  /** The API key to send, if `fetch` does not add it. */
  readonly key?: string;
}

/** The response to a probe. */
export interface ProbeResponse extends Pick<FetchedResponse, "status" | "headers"> {
  /** The reason, if the caller was rejected. */
  readonly rejection: string | undefined;
}

/** The status of the response to a throttled request. */
export const THROTTLED = 429;

/** Whether a probe was throttled by the rate limit. A used-up quota also causes a 429, but is reported differently. */
export function isThrottled({ status, rejection }: Partial<ProbeResponse>): boolean {
  return status === THROTTLED && rejection === undefined;
}

/**
 * Sends the request once and reads the whole response. Throws if the response takes longer than `seconds`, because one
 * connection can hang while the next works.
 */
export async function probe(
  fetch: Fetch,
  { url, method = "GET", body, key }: ProbeRequest,
  { signal, seconds }: { readonly signal: AbortSignal; readonly seconds: number },
): Promise<ProbeResponse> {
  const response = await fetch(url, {
    method,
    headers: {
      ...PROBE_HEADERS,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "x-api-key": key }),
    },
    ...(body !== undefined && { body }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]),
  });
  const { status, headers } = response;
  return { status, headers, rejection: rejectionIn(response, await response.text()) };
}
