import { until } from "../../aws/until.ts";
import type { Work } from "../../engine/work.ts";

/** A new API answers 403, 404 or 500 for seconds, its name is unknown at first, and roles take effect late (aws-behaviour 1.10, 3). */
const FIRST_ANSWER_SECONDS = 90;
const PROBE_MILLISECONDS = 10_000;

/** Waits until a newly deployed API answers a list of items as it should. */
export async function untilAnswering(work: Work, apiUrl: string): Promise<void> {
  const wait = {
    for: "the new API to answer",
    seconds: FIRST_ANSWER_SECONDS,
    otherwise: "`todo-api logs` shows what its functions say, `todo-api status` looks again.",
  };
  await until(work, wait, async () => ((await statusOf(work, `${apiUrl}/items?limit=1`)) === 200 ? true : undefined));
}

async function statusOf({ cloud }: Work, url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([cloud.signal, AbortSignal.timeout(PROBE_MILLISECONDS)]),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    // No connection, no name, no answer in time: not yet.
    cloud.signal.throwIfAborted();
    return undefined;
  }
}
