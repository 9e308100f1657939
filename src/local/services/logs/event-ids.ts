import { randomInt } from "node:crypto";

const TIME_DIGITS = 14;
const COUNTER_DIGITS = 12;
const RUN_DIGITS = 30;

/** Creates a generator of 56-digit event IDs, which increase in the order of arrival and are unique across restarts. */
export function createEventIds(): (ingestionTime: number) => string {
  const run = Array.from({ length: RUN_DIGITS }, () => randomInt(10)).join("");
  let latest = 0;
  let counter = 0;
  return (ingestionTime) => {
    latest = Math.max(latest, ingestionTime);
    counter += 1;
    return `${String(latest).padStart(TIME_DIGITS, "0")}${String(counter).padStart(COUNTER_DIGITS, "0")}${run}`;
  };
}
