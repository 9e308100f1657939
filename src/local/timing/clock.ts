/** The local cloud's time: the only source of "now" and of waiting in `src/local`. Milliseconds. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Does something in passing, later, if this process still runs then: nobody waits for it. */
  later(milliseconds: number, action: () => void): void;
  /** Says that something takes this machine's own time: a clock that skips waiting must not skip that. */
  working<Done>(work: Promise<Done>): Promise<Done>;
}

/** The time of this machine, plus `offset` milliseconds. */
export function systemClock(offset = 0): Clock {
  return {
    now: () => Date.now() + offset,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    later: (milliseconds, action) => void setTimeout(action, milliseconds).unref(),
    working: (work) => work,
  };
}
