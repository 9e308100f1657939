import type { Cloud } from "../../aws/cloud.ts";
import { PROBE_HEADERS } from "../../aws/user-agent.ts";
import type { Listener, Subject } from "../../engine/events.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { runTask } from "../../engine/run-task.ts";
import { until } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";

/** What must answer, and how it is asked. */
export interface Endpoint {
  readonly subject: Subject;
  /** Sent together, again and again; all of them must get the status that they expect. */
  readonly requests: readonly ExpectedResponse[];
  /** Whether it still exists: another run may have removed it, and then no waiting makes it answer. */
  isThere(): Promise<boolean>;
}

/** A request that changes nothing, and the statuses of a healthy response. */
export interface ExpectedResponse {
  readonly url: string;
  readonly statuses: readonly number[];
  /** GET unless given. */
  readonly method?: string;
  /** JSON. */
  readonly body?: string;
}

/** How much proof is wanted. */
export interface ReadinessCheck {
  /** So many good answers, one after the other, */
  readonly answers: number;
  /** over at least so many milliseconds. */
  readonly milliseconds: number;
}

/**
 * A new API answers 403, 404 or 500 for seconds, then now this and now that; its name is unknown at first, and roles take effect late
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency). A function that was called before its
 * role's policy took effect can stay without rights for three minutes.
 */
const READY_SECONDS = 200;
const PROBE_MILLISECONDS = 10_000;
/** So often is looked whether what does not answer well still exists. */
const LOOK_SECONDS = 5;
const SHORTEST_PAUSE_SECONDS = 0.004;
const LONGEST_PAUSE_SECONDS = 1;
const THROTTLED = 429;

/** Five answers, spread over a fifth of the time that the changes took: a cloud that answers at once has nothing late, and AWS gets its three seconds. */
export function readinessCheckAfter(milliseconds: number): ReadinessCheck {
  return { answers: 5, milliseconds: Math.min(milliseconds / 5, 4000) };
}

/** Waits until something answers well so many times in a row; an answer that is not the expected one begins the count again. */
export function waitUntilReady(
  cloud: Cloud,
  listen: Listener,
  what: Endpoint,
  proof: ReadinessCheck,
): Promise<ResourceResult> {
  return runTask(what.subject, cloud, listen, async () => {
    await waitUntilHealthy(cloud, what, proof);
    return { outcome: "ready", changes: [] };
  });
}

async function waitUntilHealthy(
  cloud: Cloud,
  { subject, requests, isThere }: Endpoint,
  proof: ReadinessCheck,
): Promise<void> {
  const pauseSeconds = proof.milliseconds / 1000 / Math.max(1, proof.answers - 1);
  const wait = {
    for: `the ${subject.kind} to answer well${proof.answers > 1 ? ` ${proof.answers} times in a row` : ""}`,
    seconds: READY_SECONDS,
    pauseSeconds: Math.min(Math.max(pauseSeconds, SHORTEST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS),
    hint: "`todo-api logs` shows what its functions say, `todo-api status` looks again.",
  };
  let good: number[] = [];
  let lookedAt = cloud.now();
  let open = requests;
  await until(cloud, wait, async () => {
    const seen = await Promise.all(open.map(async (request) => ({ request, status: await statusOf(cloud, request) })));
    const isAsExpected = seen.every(({ request, status = 0 }) => [...request.statuses, THROTTLED].includes(status));
    // The stage's own limit says nothing about what is behind it: only what was throttled is sent again.
    const throttled = seen.flatMap(({ request, status }) => (status === THROTTLED ? [request] : []));
    open = isAsExpected && throttled.length > 0 ? throttled : requests;
    if (isAsExpected && throttled.length > 0) return undefined;
    good = isAsExpected ? [...good, cloud.now()] : [];
    if (good.length === 0 && cloud.now() - lookedAt >= LOOK_SECONDS * 1000) {
      if (!(await isThere())) throw gone(subject);
      lookedAt = cloud.now();
    }
    const [first = 0] = good;
    return good.length >= proof.answers && cloud.now() - first >= proof.milliseconds ? true : undefined;
  });
}

function gone({ kind, name }: Subject): TodoApiError {
  return new TodoApiError(
    "gone",
    EXIT.failure,
    `The ${kind} ${name} was made and is gone again: something removed it, such as a destroy that runs beside this deploy. When that has ended, deploy again.`,
  );
}

async function statusOf({ fetch, signal }: Cloud, request: ExpectedResponse): Promise<number | undefined> {
  const { url, method = "GET", body } = request;
  try {
    const answer = await fetch(url, {
      method,
      headers: { ...PROBE_HEADERS, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MILLISECONDS)]),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    // No connection, no name, no answer in time: not yet.
    signal.throwIfAborted();
    return undefined;
  }
}
