import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { FunctionRecord } from "../store.ts";
import { parseMessage } from "./environment-message.ts";
import type { EnvironmentMessage, EnvironmentStart, InvokeMessage } from "./messages.ts";
import { lineSplitter } from "./runtime/line-splitter.ts";

// This is always the compiled file, because tests run this module as TypeScript, and Node.js 20 cannot start a process
// from TypeScript.
const ENTRY = fileURLToPath(
  new URL("../../../../../dist/local/services/lambda/runner/environment.js", import.meta.url),
);

/** Larger than any result that Lambda accepts, even when encoded as JSON within JSON. */
const MAX_MESSAGE_CHARACTERS = 64 * 1024 * 1024;
/** A longer line of output is split. */
const MAX_LINE_CHARACTERS = 256 * 1024;

/** An environment's process. */
export interface EnvironmentProcess {
  readonly pid: number | undefined;
  send(message: EnvironmentStart | InvokeMessage): void;
  kill(): void;
  /** Resolves when the process has ended and all its messages have arrived, or when it could not be started. */
  readonly ended: Promise<ProcessExit>;
}

/** How a process ended. */
export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Receives the messages of the process, and the lines of its standard output and standard error. */
interface ProcessListener {
  onMessage(message: EnvironmentMessage): void;
  onLine(line: string): void;
}

/**
 * Starts an environment's process, which shares no settings, variables or output with this process. A thread would
 * start faster, but V8 aborts the whole process if a thread exhausts its memory in one large allocation. Messages use
 * separate pipes, because node:child_process's own channel throws in this process if a function writes to it.
 */
export function startProcess(
  { memoryMegabytes }: FunctionRecord,
  start: EnvironmentStart,
  { directory, ...listener }: ProcessListener & { readonly directory?: string | undefined },
): EnvironmentProcess {
  if (!existsSync(ENTRY))
    throw new Error(`The runtime for local functions is not built: ${ENTRY} is missing. Run \`npm run build\`.`);
  const child = spawn(
    process.execPath,
    [...memoryOptions(memoryMegabytes), ENTRY, ...(directory === undefined ? [] : [directory])],
    {
      cwd: start.taskRoot,
      env: { TZ: "UTC" },
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      windowsHide: true,
    },
  );
  const kill = () => void child.kill("SIGKILL");
  const [, , , requests, messages] = child.stdio;
  if (!(requests instanceof Socket && messages instanceof Socket))
    throw new Error("A process was started without pipes.");
  // If a function closes a pipe, its environment can no longer be used.
  for (const pipe of [requests, messages]) pipe.on("error", kill).on("end", kill);
  requests.resume();
  readLines(messages, MAX_MESSAGE_CHARACTERS, (line) => {
    const message = parseMessage(line);
    if (message) listener.onMessage(message);
    else kill();
  });
  // Reads output that bypasses the console, such as V8's message about a full heap, or direct writes to descriptor 1.
  for (const output of [child.stdout, child.stderr])
    if (output) readLines(output.on("error", kill), MAX_LINE_CHARACTERS, listener.onLine);

  const ended = new Promise<ProcessExit>((resolve) => {
    // A process that could not be started emits no exit event; after any other error, the process emits one.
    child.on("error", () => {
      if (child.pid === undefined) resolve({ exitCode: 1, signal: null });
    });
    child.once("exit", (exitCode, signal) => {
      // Waits only for the messages: child processes that the function leaves running may keep its output open.
      if (messages.closed) resolve({ exitCode, signal });
      else messages.once("close", () => resolve({ exitCode, signal }));
    });
  });
  const send = (message: EnvironmentStart | InvokeMessage) => void requests.write(`${JSON.stringify(message)}\n`);
  send(start);
  return { pid: child.pid, send, kill, ended };
}

function readLines(stream: Readable, maxLength: number, keep: (line: string) => void): void {
  stream.setEncoding("utf8").on("data", lineSplitter(keep, maxLength));
}

/** Lambda's startup script assigns these shares of a function's memory to the Node.js heap. */
function memoryOptions(megabytes: number): string[] {
  const share = (percent: number) => Math.max(1, Math.floor((megabytes * percent) / 100));
  return [`--max-old-space-size=${share(90)}`, `--max-semi-space-size=${share(5)}`];
}
