import type { Fetch } from "../network/fetch.ts";
import { type ApiRequest, type Outcome, sendRequest } from "./send-request.ts";

/** What patience needs of the world. */
export interface ClockAndSignal {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
  /** How often a request is sent at most; four times unless said. */
  readonly attempts?: number;
  /** Waited for before each request, so that all of them stay below the stage's limit. */
  readonly pace?: () => Promise<void>;
}

const USUAL_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A server may ask for more patience than that, but not for any. */
const LONGEST_ASKED_MS = 60_000;

/** What came of a request in the end. */
export interface RetriedOutcome {
  readonly outcome: Outcome;
  /** Whether an earlier attempt may have done its work, though its answer was lost. */
  readonly mayHaveSucceeded: boolean;
}

/**
 * Sends a request, and again after throttling, a 5xx or a broken connection, as long as that cannot do its work twice:
 * a POST without a key that the API remembers is sent again only when it was throttled, which is before it is carried out.
 */
export async function sendWithRetries(
  world: ClockAndSignal,
  apiUrl: string,
  request: ApiRequest,
): Promise<RetriedOutcome> {
  const { attempts = USUAL_ATTEMPTS } = world;
  let mayBeDone = false;
  for (let attempt = 1; ; attempt += 1) {
    await world.pace?.();
    const outcome = await sendRequest(apiUrl, request, world);
    if (attempt === attempts || !mayRepeat(request, outcome))
      return { outcome: mayBeDone ? asDone(request, outcome) : outcome, mayHaveSucceeded: mayBeDone };
    mayBeDone ||= !isThrottled(outcome);
    await world.sleep(pauseAfter(attempt, outcome), world.signal);
  }
}

function mayRepeat({ method, headers = {} }: ApiRequest, outcome: Outcome): boolean {
  if (isThrottled(outcome)) return true;
  const failed = outcome.kind === "lost" || (outcome.kind === "answered" && outcome.answer.status >= 500);
  return failed && (method !== "POST" || headers["idempotency-key"] !== undefined);
}

function isThrottled(outcome: Outcome): boolean {
  return outcome.kind === "answered" && outcome.answer.status === 429;
}

/** Of a deletion whose first answer was lost, "there is no such item" means that it was done. */
function asDone({ method }: ApiRequest, outcome: Outcome): Outcome {
  if (method !== "DELETE" || outcome.kind !== "answered" || outcome.answer.status !== 404) return outcome;
  return { kind: "answered", answer: { ...outcome.answer, status: 204, text: "" } };
}

function pauseAfter(attempt: number, outcome: Outcome): number {
  const own = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  return Math.max(Math.min(own, LONGEST_PAUSE_MS), Math.min(askedPause(outcome), LONGEST_ASKED_MS));
}

/** What `Retry-After` asks for: seconds, or a time (RFC 9110, 10.2.3), which is held against the server's own clock. */
function askedPause(outcome: Outcome): number {
  if (outcome.kind !== "answered") return 0;
  const { headers } = outcome.answer;
  const asked = headers.get("retry-after") ?? "";
  if (/^\s*\d+\s*$/.test(asked)) return Number(asked) * 1000;
  const milliseconds = Date.parse(asked) - Date.parse(headers.get("date") ?? "");
  return milliseconds > 0 ? milliseconds : 0;
}
