/** The local cloud's time: the only source of "now" and of waiting in `src/local`. Milliseconds. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The time of this machine, plus `offset` milliseconds. */
export function systemClock(offset = 0): Clock {
  return {
    now: () => Date.now() + offset,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
