import { createInterface } from "node:readline/promises";

/** The world as a command sees it: the only way to streams, environment, time and signals, so that tests can hand in their own. */
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
  /** Calls back at every Ctrl-C (and SIGTERM) until the answer is called. */
  onInterrupt(callback: () => void): () => void;
}

export interface Output {
  readonly isTTY: boolean;
  /** Of a terminal; 80 elsewhere. */
  readonly columns: number;
  write(text: string): void;
}

export interface Input {
  readonly isTTY: boolean;
  /** Asks on stderr and reads one line; only for a terminal. */
  ask(question: string): Promise<string>;
  /** The whole of standard input, line by line. */
  lines(): AsyncIterable<string>;
}

/** The real world. */
export function processIo(): Io {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    stdin: {
      isTTY: process.stdin.isTTY === true,
      async ask(question) {
        const prompt = createInterface({ input: process.stdin, output: process.stderr });
        try {
          return await prompt.question(question);
        } finally {
          prompt.close();
        }
      },
      lines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
    },
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    sleep,
    onInterrupt(callback) {
      process.on("SIGINT", callback);
      process.on("SIGTERM", callback);
      return () => {
        process.off("SIGINT", callback);
        process.off("SIGTERM", callback);
      };
    },
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    write: (text) => void stream.write(text),
  };
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
