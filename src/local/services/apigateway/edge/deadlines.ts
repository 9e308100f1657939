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
 * Creates timeouts that share one repeated delay: the clock's waits cannot be canceled, so the 29-second waits of all
 * requests would pile up.
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
