import type { PathStep } from "../engine/critical-path.ts";
import { toPrintable } from "../text/printable.ts";

/** Shorter steps and waits are not shown. */
const SHORTEST_MILLISECONDS = 100;

/** Formats the duration of each step on the critical path; empty if all steps are too short. */
export function timeText(path: readonly PathStep[]): string {
  const long = path.filter(({ milliseconds }) => milliseconds >= SHORTEST_MILLISECONDS);
  if (long.length === 0) return "";
  const lines = long.map(({ kind, name, milliseconds, waits }) => {
    const [wait] = waits;
    const why =
      wait === undefined || wait.milliseconds < SHORTEST_MILLISECONDS
        ? ""
        : `, waiting for ${toPrintable(wait.for)} ${durationText(wait.milliseconds)}`;
    return `  ${durationText(milliseconds).padStart(6)}  ${kind}  ${toPrintable(name)}${why}\n`;
  });
  return `Time spent:\n${lines.join("")}`;
}

/** Formats a duration: `0.3s`, `12.5s`, `2m 05s`. */
export function durationText(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000);
  if (whole < 100) return `${(milliseconds / 1000).toFixed(1)}s`;
  return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, "0")}s`;
}
