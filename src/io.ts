import { hasCode } from "./errors.ts";
/** A command's only access to streams, environment, time and signals, so that tests can provide their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working folder: where `.todo-api/` and the configuration file are. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds, or rejects with the signal's reason. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /**
   * Calls back at every Ctrl-C (and SIGTERM) and when the reader of standard output closes it, until the returned
   * function is called.
   */
  onInterrupt(callback: (why: Interruption) => void): () => void;
}

/** `prompt`: Ctrl-C at a prompt. */
export type Interruption = "signal" | "prompt" | "closed-pipe";

export interface Output {
  readonly isTTY: boolean;
  /** The width of the terminal; 80 without one. */
  readonly columns: number;
  /** The actual stream, if there is one, for code that moves the cursor of the terminal. */
  readonly stream?: NodeJS.WriteStream;
  write(text: string): void;
}

export interface Input {
  readonly isTTY: boolean;
  /**
   * Asks on stderr and reads one line; only for a terminal. Ctrl-D is an empty answer; rejects with the signal's
   * reason.
   */
  ask(question: string, signal: AbortSignal): Promise<string>;
  /** The whole of standard input; rejects with the signal's reason. */
  bytes(signal: AbortSignal): Promise<Uint8Array>;
}

/** The streams, environment, time and signals of this process. Streams are opened at first use, for a fast `--help`. */
export function processIo(): Io {
  let isAsking = false;
  return {
    stdout: outputOf(() => process.stdout),
    stderr: outputOf(() => process.stderr),
    stdin: {
      get isTTY() {
        return process.stdin.isTTY === true;
      },
      async ask(question, signal) {
        isAsking = true;
        try {
          return await ask(question, signal);
        } finally {
          isAsking = false;
        }
      },
      bytes: readAll,
    },
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    sleep,
    onInterrupt: (callback) => onInterrupt((why) => callback(why === "signal" && isAsking ? "prompt" : why)),
  };
}

/** The same with --no-color, as an environment variable: colors depend on the environment alone. */
export function withoutColor(io: Io): Io {
  return { ...io, env: { ...io.env, NO_COLOR: "1", FORCE_COLOR: undefined } };
}

function outputOf(stream: () => NodeJS.WriteStream): Output {
  return {
    get isTTY() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().columns || 80;
    },
    get stream() {
      return stream();
    },
    write: (text) => void stream().write(text),
  };
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal in raw mode sends Ctrl-C as a key, which is handled like the signal.
  prompt.on("SIGINT", () => process.emit("SIGINT", "SIGINT"));
  const ended = new Promise<undefined>((resolve) => prompt.once("close", () => resolve(undefined)));
  try {
    const answer = await Promise.race([prompt.question(question, { signal }), ended]);
    // Ctrl-D leaves the cursor after the prompt.
    if (answer === undefined) process.stderr.write("\n");
    return answer ?? "";
  } finally {
    prompt.close();
  }
}

async function readAll(signal: AbortSignal): Promise<Uint8Array> {
  const { addAbortSignal } = await import("node:stream");
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of addAbortSignal(signal, process.stdin)) chunks.push(chunk);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks);
}

function onInterrupt(callback: (why: Interruption) => void): () => void {
  const signalled = () => callback("signal");
  const failed = (error: Error) => isClosedPipe(error) && callback("closed-pipe");
  process.on("SIGINT", signalled);
  process.on("SIGTERM", signalled);
  process.stdout.on("error", failed);
  return () => {
    process.off("SIGINT", signalled);
    process.off("SIGTERM", signalled);
    process.stdout.off("error", failed);
  };
}

/** Whether a stream failed because its reader has closed, as in `todo-api items list | head`. */
export function isClosedPipe(error: Error): boolean {
  return hasCode(error, "EPIPE", "EOF");
}

/** Sleeps, unless or until the signal is aborted. */
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
