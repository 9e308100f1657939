import type { Clock } from "../../../timing/clock.ts";

/** Waits with a timeout. */
export interface Deadlines {
  within<Result>(promise: Promise<Result>, milliseconds: number): Promise<Result | "timed-out">;
}

const TICK_MILLISECONDS = 250;

interface PendingTimeout {
  readonly expiresAt: number;
  expire(): void;
}

/**
 * Creates timeouts that share one repeating timer. The clock cannot cancel timers, so a separate timer for each request
 * would keep running for up to 29 seconds.
 */
export function createDeadlines(clock: () => Clock): Deadlines {
  const pending = new Set<PendingTimeout>();
  let isTicking = false;

  async function tick(): Promise<void> {
    isTicking = true;
    while (pending.size > 0) {
      await new Promise<void>((resolve) => clock().later(TICK_MILLISECONDS, resolve));
      const now = clock().now();
      for (const timeout of pending) if (timeout.expiresAt <= now) timeout.expire();
    }
    isTicking = false;
  }

  return {
    within(promise, milliseconds) {
      return new Promise((resolve, reject) => {
        const timeout: PendingTimeout = {
          expiresAt: clock().now() + milliseconds,
          expire() {
            pending.delete(timeout);
            resolve("timed-out");
          },
        };
        pending.add(timeout);
        promise.then(resolve, reject).finally(() => pending.delete(timeout));
        if (!isTicking) void tick();
      });
    },
  };
}
