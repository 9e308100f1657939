import type { World } from "../../src/aws/world.ts";
import type { Clock } from "../../src/local/clock.ts";

/** A time that the local cloud and its clients share, and in which waiting takes none: when all only wait, the clock is put forward to the first that ends. */
export type SimulatedTime = Clock & Pick<World, "now" | "sleep">;

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** So many turns of the event loop without a word mean that all wait: what is on its way between two sockets of this process arrives within one or two. */
const QUIET_TURNS = 8;

/** Starts now. Real work goes on at its real speed. */
export function simulatedTime(): SimulatedTime {
  let skipped = 0;
  let sleepers: Sleeper[] = [];
  let activity = 0;
  let working = 0;
  let isWatching = false;
  const now = () => {
    activity += 1;
    return performance.timeOrigin + performance.now() + skipped;
  };

  function add(milliseconds: number, wake: () => void): Sleeper {
    const sleeper = { at: now() + milliseconds, wake };
    sleepers.push(sleeper);
    if (!isWatching) void watch();
    return sleeper;
  }

  async function watch(): Promise<void> {
    isWatching = true;
    while (sleepers.length > 0) {
      await untilQuiet();
      const first = Math.min(...sleepers.map(({ at }) => at));
      skipped += Math.max(0, first - now());
      const due = sleepers.filter(({ at }) => at <= first);
      sleepers = sleepers.filter((sleeper) => !due.includes(sleeper));
      for (const { wake } of due) wake();
    }
    isWatching = false;
  }

  async function untilQuiet(): Promise<void> {
    for (let quiet = 0, seen = activity; quiet < QUIET_TURNS; ) {
      await turn();
      const isQuiet = working === 0 && activity === seen;
      quiet = isQuiet ? quiet + 1 : 0;
      seen = activity;
    }
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
        const sleeper = add(milliseconds, () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        });
        signal?.addEventListener("abort", stop, { once: true });
      }),
    later: (milliseconds, action) => void add(milliseconds, action),
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
