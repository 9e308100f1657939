import { type Io, sleep } from "../../src/io.ts";

type ClientTime = Pick<Io, "now" | "sleep">;

/** The longest real duration of a skipped sleep. */
const REAL_MILLISECONDS = 10;

/**
 * A client's clock for a test that skips its waits: each sleep takes at most 10 ms, and then the clock advances by the
 * rest.
 */
export function skippedTime(): ClientTime {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    async sleep(milliseconds, signal) {
      const real = Math.min(milliseconds, REAL_MILLISECONDS);
      await sleep(real, signal);
      skipped += milliseconds - real;
    },
  };
}

/** A client's clock at a multiple of the real speed, for waits that last until something else happens. */
export function fastTime(times: number): ClientTime {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * times,
    sleep: (milliseconds, signal) => sleep(milliseconds / times, signal),
  };
}
