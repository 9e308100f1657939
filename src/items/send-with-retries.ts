import type { Clock } from "../engine/clock.ts";
import { nextPause } from "../engine/next-pause.ts";
import type { Fetch } from "../network/fetch.ts";
import { type ApiRequest, type RequestOutcome, sendRequest } from "./send-request.ts";

/** The options for sending and repeating requests. */
export interface SendOptions extends Pick<Clock, "sleep" | "signal"> {
  readonly fetch: Fetch;
  /** The maximum number of attempts; 4 by default. */
  readonly attempts?: number;
  /** Called before each attempt; waits as long as the stage's limit requires. */
  readonly pace?: () => Promise<void>;
}

const RETRIES = { attempts: 4, firstPauseSeconds: 0.2, longestPauseSeconds: 5, hasJitter: true };
/** A longer `Retry-After` is shortened to this. */
const LONGEST_RETRY_AFTER_SECONDS = 60;

/** The final outcome of a request. */
export interface RetriedOutcome {
  readonly outcome: RequestOutcome;
  /** Whether an attempt whose response was lost, or an earlier one whose response was a 5xx, may have succeeded. */
  readonly mayHaveSucceeded: boolean;
}

/**
 * Sends a request. Repeats it after throttling (which occurs before any processing), a temporary failure to connect, a
 * 5xx or a lost response. After a 5xx or a lost response, a POST without an idempotency key is not repeated, because it
 * could add a second item.
 */
export async function sendWithRetries(
  options: SendOptions,
  apiUrl: string,
  request: ApiRequest,
): Promise<RetriedOutcome> {
  const limits = { ...RETRIES, attempts: options.attempts ?? RETRIES.attempts };
  let mayHaveSucceeded = false;
  for (let attempts = 1; ; attempts += 1) {
    await options.pace?.();
    const outcome = await sendRequest(apiUrl, request, options);
    const failures = { attempts, retryAfterSeconds: retryAfterSeconds(outcome) };
    const pause = mayRepeat(request, outcome) ? nextPause(limits, failures) : undefined;
    if (pause === undefined)
      return {
        outcome: mayHaveSucceeded ? asSucceeded(request, outcome) : outcome,
        mayHaveSucceeded: mayHaveSucceeded || outcome.kind === "lost",
      };
    mayHaveSucceeded ||= outcome.kind !== "refused" && !isThrottled(outcome);
    await options.sleep(pause);
  }
}

function mayRepeat({ method, headers = {} }: ApiRequest, outcome: RequestOutcome): boolean {
  if (outcome.kind === "refused") return outcome.isTemporary;
  if (isThrottled(outcome)) return true;
  const failed = outcome.kind === "lost" || (outcome.kind === "response" && outcome.response.status >= 500);
  return failed && (method !== "POST" || headers["idempotency-key"] !== undefined);
}

/** The status is also 429 if a quota is exhausted, but then a retry does not help. */
function isThrottled(outcome: RequestOutcome): boolean {
  if (outcome.kind !== "response" || outcome.response.status !== 429) return false;
  return outcome.response.headers.get("x-amzn-errortype") !== "LimitExceededException";
}

/** If an earlier attempt at a DELETE may have succeeded, treats a 404 as success. */
function asSucceeded({ method }: ApiRequest, outcome: RequestOutcome): RequestOutcome {
  if (method !== "DELETE" || outcome.kind !== "response" || outcome.response.status !== 404) return outcome;
  return { kind: "response", response: { ...outcome.response, status: 204, text: "" } };
}

/** Reads `Retry-After`, a number of seconds or a time on the server's clock (RFC 9110 section 10.2.3); 0 if absent. */
function retryAfterSeconds(outcome: RequestOutcome): number {
  if (outcome.kind !== "response") return 0;
  const { headers } = outcome.response;
  const value = headers.get("retry-after") ?? "";
  const seconds = /^\s*\d+\s*$/.test(value)
    ? Number(value)
    : (Date.parse(value) - Date.parse(headers.get("date") ?? "")) / 1000;
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS) : 0;
}
