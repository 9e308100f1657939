import { isRecord, parseJson } from "../text/json.ts";
import { apiError, unexpectedResponse, unreachable } from "./api-error.ts";
import type { ApiRequest, ApiResponse } from "./send-request.ts";
import { type RetriedOutcome, type SendOptions, sendWithRetries } from "./send-with-retries.ts";

/** Sends a request to the API and returns the JSON of a 2xx (undefined for an empty body). */
export type Send = (request: ApiRequest) => Promise<Success>;

export interface Success {
  readonly value: unknown;
  readonly headers: ApiResponse["headers"];
  /** Whether the API reports that an earlier request with the same key had been processed. */
  readonly isRepeat: boolean;
  /** The error to throw when the value is not one that this API returns. */
  unexpected(): Error;
}

/**
 * Creates a sender that looks up the API's URL once, at the first request; `lookUp` throws when nothing is deployed.
 */
export function createApiSender(options: SendOptions, lookUp: () => Promise<string>): Send {
  let lookedUp: Promise<string> | undefined;
  return async (request) => {
    lookedUp ??= lookUp();
    const url = await lookedUp;
    return toSuccess(request, await sendWithRetries(options, url, request), url);
  };
}

function toSuccess(request: ApiRequest, { outcome, mayHaveSucceeded }: RetriedOutcome, url: string): Success {
  if (outcome.kind !== "response") throw unreachable(request, url, outcome.kind, outcome.why);
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
