import type { ClockAndSignal } from "../../src/aws/clock-and-signal.ts";
import { sleep } from "../../src/io.ts";

/** The longest that a sleep really takes. */
const REAL_MILLISECONDS = 10;

/** A client's time in which sleeps are skipped: they take some milliseconds, and the clock is put forward by the rest. */
export function skippedTime(): Pick<ClockAndSignal, "now" | "sleep"> {
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
