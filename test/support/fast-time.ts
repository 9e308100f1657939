import type { ClockAndSignal } from "../../src/aws/clock-and-signal.ts";
import { sleep } from "../../src/io.ts";

/** A client's time that runs so many times as fast as the real one, sleeps and clock alike. */
export function fastTime(times: number): Pick<ClockAndSignal, "now" | "sleep"> {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * times,
    sleep: (milliseconds, signal) => sleep(milliseconds / times, signal),
  };
}
