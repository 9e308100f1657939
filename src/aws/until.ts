import type { Work } from "../engine/work.ts";
import { EXIT, TodoApiError } from "../errors.ts";

/** What is waited for, and for how long at most. */
export interface Wait {
  /** "the role to be usable by Lambda": completes "waiting for ...". */
  readonly for: string;
  readonly seconds: number;
  /** The longest pause between two looks; 1 unless the service wants more patience. */
  readonly pauseSeconds?: number;
  /** Said when the time is up: what is probably wrong. */
  readonly otherwise?: string;
}

const FIRST_PAUSE_MILLISECONDS = 50;

/** Looks until the look answers something: at once, then with pauses that double up to `pauseSeconds`. Every wait of the tool is one of these. */
export async function until<Found>(work: Work, wait: Wait, look: () => Promise<Found | undefined>): Promise<Found> {
  const { cloud } = work;
  const deadline = cloud.now() + wait.seconds * 1000;
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, (wait.pauseSeconds ?? 1) * 1000)) {
    const found = await look();
    if (found !== undefined) return found;
    if (cloud.now() + pause > deadline) throw tookTooLong(wait);
    work.waiting(wait.for);
    await cloud.sleep(pause);
  }
}

/** Does something again while it fails in a way that time mends. The last failure is the cause when the time is up. */
export async function retryWhile<Done>(
  work: Work,
  wait: Wait,
  mends: (error: unknown) => boolean,
  action: () => Promise<Done>,
): Promise<Done> {
  let last: unknown;
  try {
    const { done } = await until(work, wait, async () => {
      try {
        return { done: await action() };
      } catch (error) {
        if (!mends(error)) throw error;
        last = error;
        return undefined;
      }
    });
    return done;
  } catch (error) {
    if (error instanceof TodoApiError && error.code === "took-too-long" && last !== undefined)
      throw tookTooLong(wait, last);
    throw error;
  }
}

function tookTooLong({ for: reason, seconds, otherwise }: Wait, cause?: unknown): TodoApiError {
  const said = cause instanceof Error ? ` AWS last said: ${cause.message}` : "";
  return new TodoApiError(
    "took-too-long",
    EXIT.failure,
    `Waited ${seconds} s for ${reason}, and it did not happen.${otherwise ? ` ${otherwise}` : ""}${said}`,
    { cause },
  );
}
