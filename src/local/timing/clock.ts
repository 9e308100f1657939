/** The local cloud's time, in milliseconds. `src/local` takes "now" and waits from nowhere else. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Runs an action later if this process still runs then. Nothing waits for it. */
  later(milliseconds: number, action: () => void): void;
  /** Marks work that takes real time on this machine: a clock that skips waits must not skip it. */
  working<Done>(work: Promise<Done>): Promise<Done>;
}

/** The time of this machine plus `offset` milliseconds. */
export function systemClock(offset = 0): Clock {
  return {
    now: () => Date.now() + offset,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    later: (milliseconds, action) => void setTimeout(action, milliseconds).unref(),
    working: (work) => work,
  };
}
