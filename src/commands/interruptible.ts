import { setMaxListeners } from "node:events";
import { EXIT } from "../errors.ts";
import type { Io } from "../io.ts";

/** How long a command may take to return after Ctrl-C. */
const GRACE_MILLISECONDS = 1500;

/** The behavior of a command on Ctrl-C and on a closed pipe. */
export interface Interruptible {
  /** Whether Ctrl-C is the usual way to end the command, which then prints nothing and exits 0. */
  readonly endsWithCtrlC?: boolean;
  /** Whether the command may stop and exit 0 when the reader of stdout closes the pipe; other commands continue. */
  readonly onlyReads?: boolean;
  /** Whether a rerun continues the work; the first Ctrl-C then prints "run the command again to continue". */
  readonly continues?: boolean;
  /** The clause to print after Ctrl-C at a prompt; "nothing was changed" by default. */
  readonly canceled?: string;
}

export const NOTHING_CHANGED = "nothing was changed";

/**
 * Runs a command. The first Ctrl-C aborts the command's signal, and this function returns 130 (0 with `endsWithCtrlC`)
 * within two seconds, whatever the command does. A second Ctrl-C ends the process, which is the system's default.
 */
export async function interruptible(
  io: Io,
  run: (signal: AbortSignal) => Promise<number>,
  { endsWithCtrlC = false, onlyReads = false, continues = false, canceled = NOTHING_CHANGED }: Interruptible = {},
): Promise<number> {
  const interrupt = new AbortController();
  // Every wait listens to this signal, and Node warns of a leak if there are more than ten listeners.
  setMaxListeners(0, interrupt.signal);
  const done = new AbortController();
  let exitsZero = endsWithCtrlC;
  const release = io.onInterrupt((why) => {
    if (why === "closed-pipe" && !onlyReads) return;
    exitsZero ||= why === "closed-pipe";
    // Deferred, because ora's listener, which restores the cursor, ends the process if no other listener is left.
    queueMicrotask(release);
    if (!exitsZero && why === "signal") io.stderr.write(stoppingText(continues));
    interrupt.abort(new Error("Interrupted."));
    // The abort has moved the cursor to the line after the prompt.
    if (why === "prompt") io.stderr.write(`Canceled; ${canceled}.\n`);
  });
  const interruptedCode = () => (exitsZero ? EXIT.ok : EXIT.interrupted);
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

function stoppingText(continues: boolean): string {
  const again = continues ? "; run the command again to continue" : "";
  return `\nStopping${again}. Press Ctrl-C again to exit immediately.\n`;
}
