import type { Io } from "../../io.ts";
import type { Result } from "../../items/add-many.ts";
import { isLively } from "../../report/colour.ts";
import { endOnInterrupt } from "../../report/end-on-interrupt.ts";

/** Shows how far a long work has come. */
export interface Progress {
  tell(result: Result): void;
  end(): void;
}

const BAR_COLUMNS = 16;

/** A bar on a terminal; elsewhere nothing. */
export async function startProgress(io: Io, json: boolean, total: number): Promise<Progress> {
  const { stderr, env } = io;
  if (json || !isLively(stderr, env)) return { tell: () => {}, end: () => {} };
  const { default: ora } = await import("ora");
  let done = 0;
  let failed = 0;
  const spinner = ora({
    text: barText(0, total, 0),
    ...(stderr.stream && { stream: stderr.stream }),
    // The terminal stays as it is, so that Ctrl-C arrives as a signal.
    discardStdin: false,
    isEnabled: true,
  }).start();
  return {
    tell({ error }) {
      done += 1;
      if (error) failed += 1;
      spinner.text = barText(done, total, failed);
    },
    end: endOnInterrupt(io, () => void spinner.stop()),
  };
}

function barText(done: number, total: number, failed: number): string {
  const filled = Math.floor((done / total) * BAR_COLUMNS);
  const bar = "█".repeat(filled) + "░".repeat(BAR_COLUMNS - filled);
  return `${bar} ${done} of ${total}${failed > 0 ? `, ${failed} failed` : ""}`;
}
