import type { Clock } from "../../../timing/clock.ts";

/**
 * Waits with a timeout. The clock's sleeps cannot be canceled, and a sleep of 29 seconds for every request would pile
 * up, so all timeouts share a short, repeated delay.
 */
export interface Deadlines {
  within<Result>(promise: Promise<Result>, milliseconds: number): Promise<Result | "timed-out">;
}

const TICK_MILLISECONDS = 250;

interface PendingTimeout {
  readonly expiresAt: number;
  expire(): void;
}

/** Creates timeouts that follow the clock. They are checked four times a second while any is pending. */
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
