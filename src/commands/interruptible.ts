import { setMaxListeners } from "node:events";
import { EXIT } from "../errors.ts";
import type { Io } from "../io.ts";

/** How long a command may take to come to its end after Ctrl-C. */
const GRACE_MILLISECONDS = 1500;

/** How a command reacts to Ctrl-C and to a closed pipe. */
export interface Interruptible {
  /** It goes on until Ctrl-C, which is its good end: nothing is said, and the exit code is 0. */
  readonly endsWithCtrlC?: boolean;
  /** It changes nothing: when the reader of standard output is gone, it stops and exits 0. Other commands finish their work. */
  readonly onlyReads?: boolean;
  /** Running it again takes up where it stopped. That is said at once: a second Ctrl-C, or a call that takes too long, leaves no time for it later. */
  readonly continues?: boolean;
}

/**
 * Runs a command that Ctrl-C stops: the first aborts its signal and reports it, and the exit code is 130 within two seconds whatever the command
 * does. From then on the operating system's own handling is back, so the second ends the process immediately.
 */
export async function interruptible(
  io: Io,
  run: (signal: AbortSignal) => Promise<number>,
  { endsWithCtrlC = false, onlyReads = false, continues = false }: Interruptible = {},
): Promise<number> {
  const interrupt = new AbortController();
  // Every wait of a run listens to it; Node takes more than ten at once for a leak, and would say so on stderr.
  setMaxListeners(0, interrupt.signal);
  const done = new AbortController();
  let isGoodEnd = endsWithCtrlC;
  const release = io.onInterrupt((why) => {
    if (why === "closed-pipe" && !onlyReads) return;
    isGoodEnd ||= why === "closed-pipe";
    // Not at once: others who hear this signal (ora, for the cursor) end the process when they find themselves alone with it.
    queueMicrotask(release);
    if (!isGoodEnd && why === "signal") io.stderr.write(stopping(continues));
    interrupt.abort(new Error("Interrupted."));
    // The abort ends the line of the question.
    if (why === "prompt") io.stderr.write(CANCELED);
  });
  const interruptedCode = () => (isGoodEnd ? EXIT.ok : EXIT.interrupted);
  const grace = new Promise<number>((resolve) => {
    interrupt.signal.addEventListener("abort", () => {
      io.sleep(GRACE_MILLISECONDS, done.signal).then(
        () => resolve(interruptedCode()),
        () => {},
      );
    });
  });
  try {
    const code = await Promise.race([run(interrupt.signal), grace]);
    return interrupt.signal.aborted ? interruptedCode() : code;
  } catch (error) {
    if (interrupt.signal.aborted) return interruptedCode();
    throw error;
  } finally {
    release();
    done.abort();
  }
}

/** Every prompt comes before the first change. */
const CANCELED = "Canceled; nothing was changed.\n";

function stopping(continues: boolean): string {
  const again = continues ? "; run the command again to continue" : "";
  return `\nStopping${again}. Press Ctrl-C again to end immediately.\n`;
}
