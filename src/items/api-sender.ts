import type { Fetch } from "../network/fetch.ts";
import { isRecord, parseJson } from "../text/json.ts";
import { apiError, unexpectedResponse, unreachable } from "./api-error.ts";
import type { DeployedApi } from "./require-deployed-api.ts";
import type { ApiRequest, ApiResponse, RequestOutcome } from "./send-request.ts";
import { type RetriedOutcome, type SendOptions, sendWithRetries } from "./send-with-retries.ts";

/** Sends a request to the API and returns the JSON of a 2xx response (undefined for an empty body). */
export type Send = (request: ApiRequest) => Promise<Success>;

interface Success {
  readonly value: unknown;
  readonly headers: ApiResponse["headers"];
  /**
   * Whether the API replayed the response to an earlier request with this idempotency key. False if that request may
   * have been an earlier attempt at this one.
   */
  readonly isRepeat: boolean;
  /** Creates the error to throw if the value is not one that this API returns. */
  unexpected(): Error;
}

interface ApiSenderOptions extends Omit<SendOptions, "fetch"> {
  /** Returns the `fetch` for the API's auth mode. */
  fetchFor(api: DeployedApi): Promise<Fetch>;
}

/**
 * Creates a sender that looks up the API once, on the first request. While a deploy changes who may call the API, the
 * API's tags may differ from its behavior. Therefore, if the API rejects a request because it is not signed, the sender
 * repeats the request with a signature, and signs later requests.
 */
export function createApiSender(options: ApiSenderOptions, lookUp: () => Promise<DeployedApi>): Send {
  let lookedUp: Promise<DeployedApi> | undefined;
  const send = async (request: ApiRequest, api: DeployedApi) =>
    sendWithRetries({ ...options, fetch: await options.fetchFor(api) }, api.url, request);
  return async (request) => {
    lookedUp ??= lookUp();
    const api = await lookedUp;
    const sent = await send(request, api);
    if (api.auth !== "none" || !requiresSignature(sent.outcome)) return toSuccess(request, sent, api.url);
    const signed = { ...api, auth: "iam" } as const;
    lookedUp = Promise.resolve(signed);
    return toSuccess(request, await send(request, signed), api.url);
  };
}

/** An API that requires no signature returns the same error type for an unknown path, but with status 404. */
function requiresSignature(outcome: RequestOutcome): boolean {
  if (outcome.kind !== "response" || outcome.response.status !== 403) return false;
  return outcome.response.headers.get("x-amzn-errortype") === "MissingAuthenticationTokenException";
}

function toSuccess(request: ApiRequest, { outcome, mayHaveSucceeded }: RetriedOutcome, url: string): Success {
  if (outcome.kind !== "response") throw unreachable(request, url, { why: outcome.why, mayHaveSucceeded });
  const { response } = outcome;
  const value = response.text === "" ? undefined : parseJson(response.text);
  const { headers } = response;
  if (isSuccess(response)) {
    const isRepeat = headers.get("idempotent-replayed") === "true" && !mayHaveSucceeded;
    return { value, headers, isRepeat, unexpected: () => unexpectedResponse(request, response, url) };
  }
  throw isRecord(value) ? apiError(request, response, url) : unexpectedResponse(request, response, url);
}

function isSuccess({ status }: ApiResponse): boolean {
  return status >= 200 && status < 300;
}
