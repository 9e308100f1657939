import { type ApiRequest, type Outcome, sendRequest } from "./send-request.ts";

/** What patience needs of the world. */
export interface World {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Sends a request, and again after throttling, a 5xx or a broken connection, as long as that cannot do its work twice:
 * a POST is sent again only when it was throttled, which is before it is carried out.
 */
export async function sendPatiently(world: World, apiUrl: string, request: ApiRequest): Promise<Outcome> {
  let mayBeDone = false;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await sendRequest(apiUrl, request, world.signal);
    if (attempt === ATTEMPTS || !mayRepeat(request, outcome)) return mayBeDone ? asDone(request, outcome) : outcome;
    mayBeDone ||= !isThrottled(outcome);
    await world.sleep(pauseAfter(attempt, outcome), world.signal);
  }
}

function mayRepeat({ method }: ApiRequest, outcome: Outcome): boolean {
  if (isThrottled(outcome)) return true;
  const failed = outcome.kind === "lost" || (outcome.kind === "answered" && outcome.answer.status >= 500);
  return failed && method !== "POST";
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
  const asked = outcome.kind === "answered" ? Number(outcome.answer.headers.get("retry-after") ?? 0) * 1000 : 0;
  const own = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  return Math.min(Math.max(own, Number.isFinite(asked) ? asked : 0), LONGEST_PAUSE_MS);
}
