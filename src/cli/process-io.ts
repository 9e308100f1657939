import { concealingIo, type Interruption, type Io, isClosedPipe, type Output, sleep } from "../io.ts";
import { type Concealer, createConcealer } from "../text/conceal.ts";

/** Creates the Io of this process. Streams are opened on first use, so that `--help` is fast. */
export function processIo(): Io {
  let isPrompting = false;
  const concealer = createConcealer(process.env);
  if (process.env["NODE_DEBUG"] !== undefined) concealDebugOutput(concealer);
  const io: Omit<Io, "conceal"> = {
    stdout: outputOf(() => process.stdout),
    stderr: outputOf(() => process.stderr),
    stdin: {
      get isTTY() {
        return process.stdin.isTTY === true;
      },
      async ask(question, signal) {
        isPrompting = true;
        try {
          return await ask(question, signal);
        } finally {
          isPrompting = false;
        }
      },
      bytes: readAll,
    },
    env: process.env,
    cwd: workingFolder(),
    now: () => Date.now(),
    sleep,
    onInterrupt: (callback) => onInterrupt((why) => callback(why === "signal" && isPrompting ? "prompt" : why)),
  };
  return concealingIo(io, concealer);
}

/** Returns an empty string if the folder was deleted; Node throws in that case. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "";
  }
}

/** With NODE_DEBUG=http, Node itself prints every request, with the session token in its headers. */
function concealDebugOutput({ concealed }: Concealer): void {
  const { stderr } = process;
  const { write } = stderr;
  stderr.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean =>
    Reflect.apply(write, stderr, [typeof chunk === "string" ? concealed(chunk) : chunk, ...rest]);
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
  // In raw mode, Ctrl-C is a key and sends no signal.
  prompt.on("SIGINT", () => process.emit("SIGINT", "SIGINT"));
  const ended = new Promise<undefined>((resolve) => prompt.once("close", () => resolve(undefined)));
  try {
    const answer = await Promise.race([prompt.question(question, { signal }), ended]);
    // After Ctrl-D, the cursor is still on the prompt line.
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
  const signaled = () => callback("signal");
  const failed = (error: Error) => isClosedPipe(error) && callback("closed-pipe");
  process.on("SIGINT", signaled);
  process.on("SIGTERM", signaled);
  process.stdout.on("error", failed);
  return () => {
    process.off("SIGINT", signaled);
    process.off("SIGTERM", signaled);
    process.stdout.off("error", failed);
  };
}
