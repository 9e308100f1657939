import { USER_AGENT } from "../aws/user-agent.ts";
import { TodoApiError } from "../errors.ts";
import type { Fetch, FetchOptions } from "../network/fetch.ts";
import { type ConnectionFailure, describeFailure } from "./connection-failure.ts";

/** One request to the deployed API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "OPTIONS";
  /** The path after the API's URL, including the leading slash and the query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** Headers to send in addition to the default headers, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response from the deployed API. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

/** The outcome of a request. */
export type RequestOutcome = { readonly kind: "response"; readonly response: ApiResponse } | ConnectionFailure;

/**
 * API Gateway's own timeout is 29 s
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html).
 */
const TIMEOUT_SECONDS = 30;

/**
 * Sends one request, without retries. Rejects if the signal is aborted, or with a TodoApiError if the request cannot be
 * prepared, for example because its credentials or API key cannot be read.
 */
export async function sendRequest(
  apiUrl: string,
  request: ApiRequest,
  { signal, fetch }: { readonly signal: AbortSignal; readonly fetch: Fetch },
): Promise<RequestOutcome> {
  const timeout = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  try {
    const response = await fetch(`${apiUrl}${request.path}`, {
      ...toInit(request),
      signal: AbortSignal.any([signal, timeout]),
    });
    const { status, headers } = response;
    return { kind: "response", response: { status, headers, text: await response.text() } };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TodoApiError) throw error;
    if (timeout.aborted) return { kind: "lost", why: `no response within ${TIMEOUT_SECONDS} s` };
    return describeFailure(error);
  }
}

function toInit({ method, body, headers: additional }: ApiRequest): FetchOptions {
  const headers = { accept: "application/json", "user-agent": USER_AGENT, ...additional };
  // API Gateway never redirects, so a server that redirects is not the API.
  const init = { method, headers, redirect: "manual" } as const;
  if (body === undefined) return init;
  return { ...init, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}
