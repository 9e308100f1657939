import { hasCode } from "./errors.ts";
import { createConcealer } from "./text/conceal.ts";

/** A command's streams, environment, time and signals, in one object that tests can replace. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working folder, which contains `.todo-api/` and the configuration file; an empty string if it was deleted. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after this time; rejects with the signal's reason if the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /**
   * Calls `callback` on every Ctrl-C and SIGTERM, and when the reader of standard output closes the pipe, until the
   * returned function is called.
   */
  onInterrupt(callback: (why: Interruption) => void): () => void;
  /** Hides these values, except short ones, in all later output. */
  conceal(...secrets: readonly (string | undefined)[]): void;
}

/** "prompt" is a signal during a prompt, such as Ctrl-C. */
export type Interruption = "signal" | "prompt" | "closed-pipe";

export interface Output {
  readonly isTTY: boolean;
  /** The width of the terminal; 80 if unknown. */
  readonly columns: number;
  /** The underlying Node stream, if any. */
  readonly stream?: NodeJS.WriteStream;
  write(text: string): void;
}

interface Input {
  readonly isTTY: boolean;
  /**
   * Prompts on stderr and reads one line; requires a terminal. Returns an empty string on Ctrl-D; rejects if the signal
   * is aborted.
   */
  ask(question: string, signal: AbortSignal): Promise<string>;
  /** Reads all of standard input; rejects with the signal's reason if the signal is aborted. */
  bytes(signal: AbortSignal): Promise<Uint8Array>;
}

/** Returns the same Io, with an environment that turns colors off. */
export function withoutColor(io: Io): Io {
  return { ...io, env: { ...io.env, NO_COLOR: "1", FORCE_COLOR: undefined } };
}

/** Wraps an Io so that its output never contains the secrets of the environment, or the values passed to `conceal`. */
export function concealingIo(io: Omit<Io, "conceal">, { conceal, concealed } = createConcealer(io.env)): Io {
  return {
    ...io,
    stdout: concealingOutput(io.stdout, concealed),
    stderr: concealingOutput(io.stderr, concealed),
    conceal,
  };
}

/** Whether a write failed because the reader closed the pipe, as `head` does in `todo-api items list | head`. */
export function isClosedPipe(error: Error): boolean {
  return hasCode(error, "EPIPE", "EOF");
}

/** Resolves after this time; rejects with the signal's reason if the signal is aborted. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

function concealingOutput(output: Output, concealed: (text: string) => string): Output {
  const wrapper = {
    get isTTY() {
      return output.isTTY;
    },
    get columns() {
      return output.columns;
    },
    write: (text: string) => output.write(concealed(text)),
  };
  return "stream" in output
    ? Object.defineProperty<Output>(wrapper, "stream", { get: () => output.stream, enumerable: true })
    : wrapper;
}
