import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { EnvironmentOptions } from "./execution-environment.ts";
import type { EnvironmentStart } from "./messages.ts";

// The compiled file also when this one runs as TypeScript: a worker of Node.js 20 runs JavaScript only.
const ENTRY = new URL("../../../../../dist/local/services/lambda/runner/environment.js", import.meta.url);

/** Starts the thread of an environment; nothing of this process's settings, variables or output is shared with it. */
export function startWorker({ record, taskRoot, variables }: EnvironmentOptions, now: number): Worker {
  if (!existsSync(ENTRY))
    throw new Error(
      `The runtime of local functions is not built: ${ENTRY.pathname} is missing. Run \`npm run build\`.`,
    );
  const start: EnvironmentStart = { taskRoot, handler: record.handler, functionArn: record.arn, now };
  const worker = new Worker(ENTRY, {
    workerData: start,
    env: { ...variables },
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: record.memoryMegabytes },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
