import type { Io } from "../../src/io.ts";
import type { Clock } from "../../src/local/timing/clock.ts";

/**
 * A clock that the local cloud and its clients share: when all of them sleep, it advances to the end of the first
 * sleep.
 */
export type SimulatedTime = Clock & Pick<Io, "now" | "sleep">;

interface Sleeper {
  readonly at: number;
  /** Whether this is an action of `later`, which does not advance the clock by itself. */
  readonly isBackground: boolean;
  wake(): void;
}

/**
 * After this number of turns of the event loop without activity, everything is considered asleep: data between sockets
 * of this process arrives within two turns.
 */
const QUIET_TURNS = 8;
/** The interval of the checks while work is in progress or only actions of `later` remain. */
const MOMENT_MILLISECONDS = 1;

/** Creates a clock that starts at the current time. Work takes its real time. */
export function simulatedTime(): SimulatedTime {
  let skipped = 0;
  let sleepers: Sleeper[] = [];
  let activity = 0;
  let working = 0;
  let isWatching = false;
  const time = () => performance.timeOrigin + performance.now() + skipped;
  const now = () => {
    activity += 1;
    return time();
  };

  function add(milliseconds: number, isBackground: boolean, wake: () => void): Sleeper {
    const sleeper = { at: now() + milliseconds, isBackground, wake };
    sleepers.push(sleeper);
    if (!isWatching) void watch();
    return sleeper;
  }

  async function watch(): Promise<void> {
    isWatching = true;
    for (let quiet = 0; sleepers.length > 0; ) {
      const seen = activity;
      const mayJump = working === 0 && sleepers.some(({ isBackground }) => !isBackground);
      await (mayJump ? turn() : moment());
      quiet = mayJump && activity === seen ? quiet + 1 : 0;
      if (quiet < QUIET_TURNS) {
        wakeDue();
        continue;
      }
      skipped += Math.max(0, Math.min(...sleepers.map(({ at }) => at)) - time());
      wakeDue();
      quiet = 0;
    }
    isWatching = false;
  }

  /** Wakes sleepers in the order of their times, like timers. */
  function wakeDue(): void {
    const until = time();
    const due = sleepers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
    sleepers = sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const { wake } of due) wake();
  }

  return {
    now,
    sleep: (milliseconds: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal?.reason);
        };
        const sleeper = add(milliseconds, false, () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        });
        signal?.addEventListener("abort", stop, { once: true });
      }),
    later: (milliseconds, action) => void add(milliseconds, true, action),
    async working(work) {
      working += 1;
      try {
        return await work;
      } finally {
        working -= 1;
        activity += 1;
      }
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, MOMENT_MILLISECONDS).unref());
}
