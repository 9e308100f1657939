import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FunctionRecord } from "../store.ts";
import type { EnvironmentStart } from "./messages.ts";

// The compiled file also when this one runs as TypeScript, which Node.js 20 does not run.
const ENTRY = fileURLToPath(
  new URL("../../../../../dist/local/services/lambda/runner/environment.js", import.meta.url),
);

/**
 * Starts the process of an environment; nothing of this process's settings, variables or output is shared with it.
 * A thread would start faster, but V8 ends the whole process when a thread runs out of memory in one large step.
 */
export function startProcess({ memoryMegabytes }: FunctionRecord, start: EnvironmentStart): ChildProcess {
  if (!existsSync(ENTRY))
    throw new Error(`The runtime of local functions is not built: ${ENTRY} is missing. Run \`npm run build\`.`);
  const child = fork(ENTRY, [], {
    cwd: start.taskRoot,
    env: { TZ: "UTC" },
    execArgv: memoryOptions(memoryMegabytes),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.send(start);
  return child;
}

/** How a process ended. */
export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Waits until a process has ended and all that it sent has arrived; processes of its own that it leaves behind are not waited for. */
export function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    // A process that could not be started has no exit; any other error comes with one.
    child.on("error", () => {
      if (child.pid === undefined) resolve({ exitCode: 1, signal: null });
    });
    child.once("exit", (exitCode, signal) => {
      if (child.connected) child.once("disconnect", () => resolve({ exitCode, signal }));
      else resolve({ exitCode, signal });
    });
    // A function may cut the line to us, but not live on without it.
    child.once("disconnect", () => child.kill("SIGKILL"));
  });
}

/** The share of a function's memory that Lambda's own start-up script gives to the heap of Node.js. */
function memoryOptions(megabytes: number): string[] {
  const share = (percent: number) => Math.max(1, Math.floor((megabytes * percent) / 100));
  return [`--max-old-space-size=${share(90)}`, `--max-semi-space-size=${share(5)}`];
}
