import { isJsonObject, parseJson } from "../text/json-object.ts";
import { apiError, strangeAnswer, unreachable } from "./api-error.ts";
import type { ApiAnswer, ApiRequest } from "./send-request.ts";
import { type ClockAndSignal, type RetriedOutcome, sendWithRetries } from "./send-with-retries.ts";

/** Sends a request to the API, wherever it is, and answers the JSON of a 2xx (undefined for an empty body). */
export type Send = (request: ApiRequest) => Promise<Success>;

export interface Success {
  readonly value: unknown;
  readonly headers: ApiAnswer["headers"];
  /** Whether the API says that it did the work of this request at another time, for an earlier request with the same key. */
  readonly isRepeat: boolean;
  /** The error to throw where the value is not what this API gives. */
  unexpected(): Error;
}

/** Makes a sender that asks once where the API is, at the first request; `lookUp` throws when nothing is deployed. */
export function createApiSender(world: ClockAndSignal, lookUp: () => Promise<string>): Send {
  let lookedUp: Promise<string> | undefined;
  return async (request) => {
    lookedUp ??= lookUp();
    const url = await lookedUp;
    return toSuccess(request, await sendWithRetries(world, url, request), url);
  };
}

function toSuccess(request: ApiRequest, { outcome, mayHaveSucceeded }: RetriedOutcome, url: string): Success {
  if (outcome.kind !== "answered") throw unreachable(request, url, outcome.kind, outcome.why);
  const { answer } = outcome;
  const value = answer.text === "" ? undefined : parseJson(answer.text);
  const { headers } = answer;
  if (isSuccess(answer)) {
    const isRepeat = headers.get("idempotent-replayed") === "true" && !mayHaveSucceeded;
    return { value, headers, isRepeat, unexpected: () => strangeAnswer(request, answer, url) };
  }
  throw isJsonObject(value) ? apiError(request, answer, url) : strangeAnswer(request, answer, url);
}

function isSuccess({ status }: ApiAnswer): boolean {
  return status >= 200 && status < 300;
}
