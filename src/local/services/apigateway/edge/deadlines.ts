import type { Clock } from "../../../timing/clock.ts";

/**
 * Waits with a timeout. The clock's sleeps cannot be canceled, and one of 29 seconds per request would pile up, so all
 * timeouts share a short one.
 */
export interface Deadlines {
  within<Result>(promise: Promise<Result>, milliseconds: number): Promise<Result | "timed-out">;
}

const TICK_MILLISECONDS = 250;

interface Waiting {
  readonly at: number;
  expire(): void;
}

/** Creates timeouts by the clock, which are checked four times a second while there are any. */
export function createDeadlines(clock: () => Clock): Deadlines {
  const waiting = new Set<Waiting>();
  let isTicking = false;

  async function tick(): Promise<void> {
    isTicking = true;
    while (waiting.size > 0) {
      await new Promise<void>((look) => clock().later(TICK_MILLISECONDS, look));
      const now = clock().now();
      for (const one of waiting) if (one.at <= now) one.expire();
    }
    isTicking = false;
  }

  return {
    within(promise, milliseconds) {
      return new Promise((resolve, reject) => {
        const one: Waiting = {
          at: clock().now() + milliseconds,
          expire() {
            waiting.delete(one);
            resolve("timed-out");
          },
        };
        waiting.add(one);
        promise.then(resolve, reject).finally(() => waiting.delete(one));
        if (!isTicking) void tick();
      });
    },
  };
}
