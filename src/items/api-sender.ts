import { isJsonObject, parseJson } from "../text/json-object.ts";
import { apiError, strangeAnswer, unreachable } from "./api-error.ts";
import { type PatientOutcome, sendPatiently, type World } from "./send-patiently.ts";
import type { ApiAnswer, ApiRequest, Outcome } from "./send-request.ts";

/** Where the deployed API is. */
export interface ApiLocation {
  /** Where it was when it was last deployed from here; it may have gone. */
  readonly remembered?: string;
  /** Asks the cloud; throws when nothing is deployed. */
  lookUp(): Promise<string>;
}

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

/** Makes a sender that trusts the remembered URL until it proves wrong, and then asks the cloud, once. */
export function createApiSender(world: World, location: ApiLocation): Send {
  let lookedUp: Promise<string> | undefined;
  return async (request) => {
    if (lookedUp === undefined && location.remembered !== undefined) {
      const sent = await sendPatiently(world, location.remembered, request);
      if (!isGone(sent.outcome)) return toSuccess(request, sent, location.remembered);
    }
    lookedUp ??= location.lookUp();
    const url = await lookedUp;
    return toSuccess(request, await sendPatiently(world, url, request), url);
  };
}

/**
 * Whether the API is no longer at this URL, and so the request was not carried out: AWS answers 403 for a deleted API ("Forbidden") and for
 * one without such routes ("Missing Authentication Token"); a local port may be closed, or taken by something that knows no JSON.
 */
function isGone(outcome: Outcome): boolean {
  if (outcome.kind !== "answered") return outcome.kind === "refused";
  const { status, text } = outcome.answer;
  if (status === 204) return false;
  const body = parseJson(text);
  if (body === undefined) return status < 500 && status !== 429;
  return status === 403 && isJsonObject(body) && GONE.includes(String(body["message"]));
}

const GONE = ["Forbidden", "Missing Authentication Token"];

function toSuccess(request: ApiRequest, { outcome, mayHaveBeenDone }: PatientOutcome, url: string): Success {
  if (outcome.kind !== "answered") throw unreachable(request, url, outcome.kind, outcome.why);
  const { answer } = outcome;
  const value = answer.text === "" ? undefined : parseJson(answer.text);
  const { headers } = answer;
  if (isSuccess(answer)) {
    const isRepeat = headers.get("idempotent-replayed") === "true" && !mayHaveBeenDone;
    return { value, headers, isRepeat, unexpected: () => strangeAnswer(request, answer, url) };
  }
  throw isJsonObject(value) ? apiError(request, answer, url) : strangeAnswer(request, answer, url);
}

function isSuccess({ status }: ApiAnswer): boolean {
  return status >= 200 && status < 300;
}
