import { reportWait } from "../engine/report-wait.ts";
import type { ResourceContext } from "../engine/resource-context.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import type { Cloud } from "./cloud.ts";

/** What is waited for, and for how long at most. */
export interface Wait {
  /** "the role to be usable by Lambda": completes "waiting for ...". */
  readonly for: string;
  readonly seconds: number;
  /** The longest pause between two looks; 1 unless the service wants more patience. */
  readonly pauseSeconds?: number;
  /** The first pause, where a second look that comes early is in vain. */
  readonly firstPauseSeconds?: number;
  /** Said when the time is up: what is probably wrong. */
  readonly otherwise?: string;
}

const FIRST_PAUSE_MILLISECONDS = 50;
/** What is over before anybody can read of it is not said. */
const SAID_FROM_MILLISECONDS = 300;

/** Looks until the look answers something: at once, then with pauses that double up to `pauseSeconds`. Every wait of the tool is one of these. */
export async function until<Found>(
  work: ResourceContext,
  wait: Wait,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  const { cloud } = work;
  const startedAt = cloud.now();
  const longest = (wait.pauseSeconds ?? 1) * 1000;
  let isSaid = false;
  const first = wait.firstPauseSeconds === undefined ? FIRST_PAUSE_MILLISECONDS : wait.firstPauseSeconds * 1000;
  for (let pause = Math.min(first, longest); ; pause = Math.min(pause * 2, longest)) {
    const found = await look();
    if (found !== undefined) {
      if (isSaid) reportWait(wait.for, cloud.now() - startedAt);
      return found;
    }
    const milliseconds = cloud.now() - startedAt;
    if (milliseconds + pause > wait.seconds * 1000) throw tookTooLong(wait);
    isSaid ||= milliseconds + pause >= SAID_FROM_MILLISECONDS;
    if (isSaid) reportWait(wait.for, milliseconds);
    await cloud.sleep(pause);
  }
}

/** Waits for something that cannot be looked at. */
export async function pause(cloud: Cloud, reason: string, milliseconds: number): Promise<void> {
  if (milliseconds >= SAID_FROM_MILLISECONDS) reportWait(reason, 0);
  await cloud.sleep(milliseconds);
  if (milliseconds >= SAID_FROM_MILLISECONDS) reportWait(reason, milliseconds);
}

/** Does something again while it fails in a way that time mends. The last failure is the cause when the time is up. */
export async function retryWhile<Done>(
  work: ResourceContext,
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
