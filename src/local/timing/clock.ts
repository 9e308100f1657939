/** The local cloud's time, in milliseconds. Its services read the time and wait only through this clock. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Runs an action later, unless the process has ended by then. The wait does not keep the process alive. */
  later(milliseconds: number, action: () => void): void;
  /** Marks work that takes real time on this machine: a clock that skips waits must not skip it. */
  working<Done>(work: Promise<Done>): Promise<Done>;
}

/** Time synchronization adjusts this machine's clock by less than this. */
const SMALL_ADJUSTMENT_MILLISECONDS = 60_000;

/**
 * This machine's time plus `offset` milliseconds. If this machine's clock is set back slightly, the time stands
 * still until that clock has caught up.
 */
export function systemClock(offset = 0): Clock {
  let latest = 0;
  return {
    now() {
      const now = Date.now() + offset;
      latest = latest - now > SMALL_ADJUSTMENT_MILLISECONDS ? now : Math.max(latest, now);
      return latest;
    },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    later: (milliseconds, action) => void setTimeout(action, milliseconds).unref(),
    working: (work) => work,
  };
}
