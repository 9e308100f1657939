import type { Io } from "../../io.ts";
import type { Result } from "../../items/add-many.ts";
import { canRedraw } from "../../report/color.ts";
import { endOnInterrupt } from "../../report/end-on-interrupt.ts";

interface Progress {
  count(result: Result): void;
  end(): void;
}

/** Shows the progress on one line of the terminal; does nothing with --json, or if that line cannot be redrawn. */
export async function startProgress(io: Io, json: boolean, total: number): Promise<Progress> {
  const { stderr, env, now } = io;
  if (json || !canRedraw(stderr, env)) return { count: () => {}, end: () => {} };
  const { default: ora } = await import("ora");
  const start = now();
  const counts = { done: 0, failed: 0 };
  const spinner = ora({
    text: progressText({ ...counts, total, milliseconds: 0 }),
    ...(stderr.stream && { stream: stderr.stream }),
    // Leaves the terminal's mode unchanged, so that Ctrl-C arrives as a signal.
    discardStdin: false,
    isEnabled: true,
  }).start();
  return {
    count({ error }) {
      counts.done += 1;
      if (error) counts.failed += 1;
      spinner.text = progressText({ ...counts, total, milliseconds: now() - start });
    },
    end: endOnInterrupt(io, () => void spinner.stop()),
  };
}

interface Counts {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** The time since the start. */
  readonly milliseconds: number;
}

/** `Added 3,120 of 5,000 (62%), 410/s, 5 s left`. */
export function progressText({ done, failed, total, milliseconds }: Counts): string {
  const added = done - failed;
  const percent = Math.floor((added / total) * 100);
  const perSecond = milliseconds > 0 ? (done / milliseconds) * 1000 : 0;
  return [
    `Added ${countText(added)} of ${countText(total)} (${percent}%)`,
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
    ...(perSecond > 0 ? [`${rateText(perSecond)}/s`, `${timeText((total - done) / perSecond)} left`] : []),
  ].join(", ");
}

function rateText(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : countText(Math.round(perSecond));
}

/** Rounds up to whole seconds, so that the text does not flicker. */
function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function countText(number: number): string {
  return number.toLocaleString("en-US");
}
