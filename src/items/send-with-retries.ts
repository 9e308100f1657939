import type { Fetch } from "../network/fetch.ts";
import { type ApiRequest, type Outcome, sendRequest } from "./send-request.ts";

/** How requests are sent and repeated. */
export interface SendOptions {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
  /** The most attempts of a request; 4 by default. */
  readonly attempts?: number;
  /** Waits before each request, so that all of them stay below the stage's limit. */
  readonly pace?: () => Promise<void>;
}

const DEFAULT_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;
/** Retry-After may ask for a longer pause, up to this one. */
const MAX_RETRY_AFTER_MS = 60_000;

/** The final outcome of a request. */
export interface RetriedOutcome {
  readonly outcome: Outcome;
  /** Whether an earlier attempt may have succeeded although its response was lost. */
  readonly mayHaveSucceeded: boolean;
}

/**
 * Sends a request, and repeats it after throttling, a 5xx or a broken connection if that cannot process it twice: a
 * POST without an idempotency key is repeated only after throttling, which comes before any processing.
 */
export async function sendWithRetries(
  options: SendOptions,
  apiUrl: string,
  request: ApiRequest,
): Promise<RetriedOutcome> {
  const { attempts = DEFAULT_ATTEMPTS } = options;
  let mayHaveSucceeded = false;
  for (let attempt = 1; ; attempt += 1) {
    await options.pace?.();
    const outcome = await sendRequest(apiUrl, request, options);
    if (attempt === attempts || !mayRepeat(request, outcome))
      return { outcome: mayHaveSucceeded ? asSucceeded(request, outcome) : outcome, mayHaveSucceeded };
    mayHaveSucceeded ||= !isThrottled(outcome);
    await options.sleep(pauseAfter(attempt, outcome), options.signal);
  }
}

function mayRepeat({ method, headers = {} }: ApiRequest, outcome: Outcome): boolean {
  if (isThrottled(outcome)) return true;
  const failed = outcome.kind === "lost" || (outcome.kind === "response" && outcome.response.status >= 500);
  return failed && (method !== "POST" || headers["idempotency-key"] !== undefined);
}

/** A used up quota is a 429 too, and no retry helps. */
function isThrottled(outcome: Outcome): boolean {
  if (outcome.kind !== "response" || outcome.response.status !== 429) return false;
  return outcome.response.headers.get("x-amzn-errortype") !== "LimitExceededException";
}

/** After a DELETE whose response was lost, a 404 means that it succeeded. */
function asSucceeded({ method }: ApiRequest, outcome: Outcome): Outcome {
  if (method !== "DELETE" || outcome.kind !== "response" || outcome.response.status !== 404) return outcome;
  return { kind: "response", response: { ...outcome.response, status: 204, text: "" } };
}

function pauseAfter(attempt: number, outcome: Outcome): number {
  const own = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  return Math.max(Math.min(own, MAX_PAUSE_MS), Math.min(retryAfter(outcome), MAX_RETRY_AFTER_MS));
}

/**
 * The pause of `Retry-After` in milliseconds: seconds, or a time (RFC 9110 section 10.2.3) relative to the server's
 * clock.
 */
function retryAfter(outcome: Outcome): number {
  if (outcome.kind !== "response") return 0;
  const { headers } = outcome.response;
  const value = headers.get("retry-after") ?? "";
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const milliseconds = Date.parse(value) - Date.parse(headers.get("date") ?? "");
  return milliseconds > 0 ? milliseconds : 0;
}
