import type { Cloud } from "../../aws/cloud.ts";
import type { Listener, Subject } from "../../engine/events.ts";
import { addNote } from "../../engine/notes.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { runTask } from "../../engine/run-task.ts";
import { until } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { type ApiCaller, uncheckedText } from "../call-api.ts";
import { isThrottled, type ProbeRequest, probe, THROTTLED } from "../probe.ts";

/** An endpoint, and the requests that check it. */
export interface Endpoint {
  readonly subject: Subject;
  readonly caller: ApiCaller;
  /** Sent concurrently, and repeatedly until the endpoint is ready. */
  readonly requests: readonly ReadinessRequest[];
  /** The reason that the wait can be long. */
  readonly delayReason?: string;
  /** The timeout, if it differs from the default. */
  readonly seconds?: number;
  /** Whether the endpoint still exists; another run may have removed it. */
  exists(): Promise<boolean>;
}

/** A request that changes nothing, and the statuses of a healthy response. */
export interface ReadinessRequest extends ProbeRequest {
  readonly statuses: readonly number[];
}

/** The condition for being ready: consecutive healthy responses, and the minimum time from the first to the last. */
export interface ReadinessCheck {
  readonly responses: number;
  readonly milliseconds: number;
}

/**
 * A new API responds with 403, 404 or 500 for a few seconds, then intermittently. Its host name does not resolve at
 * first, and roles take effect with a delay
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency). A
 * function that was called before its role's policy took effect can lack permissions for three minutes.
 */
const READY_SECONDS = 200;
const PROBE_SECONDS = 10;
/** The interval between checks that an unhealthy endpoint still exists. */
const RECHECK_SECONDS = 5;
const SHORTEST_PAUSE_SECONDS = 0.004;
const LONGEST_PAUSE_SECONDS = 1;

/** Requires five responses over a fifth of the time that the changes took, or over 4 s if that is shorter. */
export function readinessCheckAfter(milliseconds: number): ReadinessCheck {
  return { responses: 5, milliseconds: Math.min(milliseconds / 5, 4000) };
}

/**
 * Waits for consecutive healthy responses; an unexpected response restarts the count. An endpoint that rejects the
 * caller cannot be checked: its outcome is "unchanged" instead of "ready", with a note.
 */
export function waitUntilReady(
  cloud: Cloud,
  listen: Listener,
  endpoint: Endpoint,
  check: ReadinessCheck,
): Promise<ResourceResult> {
  return runTask(endpoint.subject, cloud, listen, async () => {
    const why = await waitForResponses(cloud, endpoint, check);
    if (why !== undefined) addNote(`The ${endpoint.subject.kind} cannot be checked ${why}`);
    return { outcome: why === undefined ? "ready" : "unchanged", changes: [] };
  });
}

/** Whether a result belongs to a readiness check rather than to a resource. */
export function isReadinessResult({ id }: Pick<ResourceResult, "id">): boolean {
  return id === API_CHECK || id === PAGE_CHECK;
}

/** The IDs of the readiness checks. */
export const API_CHECK = "api";
export const PAGE_CHECK = "page";

/** Waits for the responses. Returns the reason if the endpoint rejects the caller; otherwise, returns undefined. */
async function waitForResponses(
  cloud: Cloud,
  { subject, caller, requests, exists, delayReason, seconds = READY_SECONDS }: Endpoint,
  check: ReadinessCheck,
): Promise<string | undefined> {
  const pauseSeconds = check.milliseconds / 1000 / Math.max(1, check.responses - 1);
  const wait = {
    for: `${check.responses > 1 ? `${check.responses} consecutive healthy responses` : "a healthy response"} from the ${subject.kind}${delayReason === undefined ? "" : ` (${delayReason})`}`,
    seconds,
    pauseSeconds: Math.min(Math.max(pauseSeconds, SHORTEST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS),
    hint: "`todo-api logs` shows what the functions logged, and `todo-api status` checks again",
  };
  let healthy: number[] = [];
  let checkedAt = cloud.now();
  let open = requests;
  let unchecked: string | undefined;
  await until(cloud, wait, async () => {
    const seen = await Promise.all(
      open.map(async (request) => ({ request, ...(await responseTo(request, caller, cloud.signal)) })),
    );
    const isAsExpected = seen.every(
      ({ request, status = 0, rejection }) =>
        [...request.statuses, THROTTLED].includes(status) || (caller.mayBeRejected && rejection !== undefined),
    );
    [unchecked] = seen.flatMap(({ status, rejection }) =>
      rejection === undefined ? [] : [`${uncheckedText(status, rejection)}: ${rejection}`],
    );
    // The response to a throttled request does not show the state of the function, so only the throttled requests are
    // repeated.
    const throttled = seen.flatMap((response) => (isThrottled(response) ? [response.request] : []));
    open = isAsExpected && throttled.length > 0 ? throttled : requests;
    if (isAsExpected && throttled.length > 0) return undefined;
    healthy = isAsExpected ? [...healthy, cloud.now()] : [];
    if (healthy.length === 0 && cloud.now() - checkedAt >= RECHECK_SECONDS * 1000) {
      if (!(await exists())) throw deletedMeanwhile(subject);
      checkedAt = cloud.now();
    }
    const [first = 0] = healthy;
    return healthy.length >= check.responses && cloud.now() - first >= check.milliseconds ? true : undefined;
  });
  return unchecked;
}

function deletedMeanwhile({ kind, name }: Subject): TodoApiError {
  return new TodoApiError(
    "deleted-concurrently",
    EXIT.failure,
    `the ${kind} ${name} was deleted during this run, for example by a concurrent destroy; deploy again when that has finished`,
  );
}

/** Returns the status of the response and the reason for a rejection; an empty object if there is no response. */
async function responseTo(
  request: ReadinessRequest,
  { fetch }: ApiCaller,
  signal: AbortSignal,
): Promise<{ readonly status?: number; readonly rejection?: string | undefined }> {
  try {
    return await probe(fetch, request, { signal, seconds: PROBE_SECONDS });
  } catch (error) {
    // Thrown, for example, if the API key cannot be read.
    if (error instanceof TodoApiError) throw error;
    // The endpoint is not ready until its host name resolves and it responds in time.
    signal.throwIfAborted();
    return {};
  }
}
