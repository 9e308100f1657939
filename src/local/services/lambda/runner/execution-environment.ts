import type { Clock } from "../../../clock.ts";
import type { NewLogEvent } from "../../logs/log-storage.ts";
import type { FunctionRecord } from "../store.ts";
import { exitPayload, timeoutPayload } from "./failure-payload.ts";
import type { EnvironmentMessage } from "./messages.ts";
import type { Initialization, Outcome } from "./outcome.ts";
import { startWorker } from "./start-worker.ts";

/** One execution environment: a thread that runs one function, one request at a time. */
export interface ExecutionEnvironment {
  readonly startedAt: number;
  /** Runs one request; only when no other is running. */
  run(requestId: string, payload: string): Promise<Outcome>;
  /** When the request that runs must be stopped by `expire`; never, when none runs. */
  deadline(): number;
  /** Stops the environment because its request took too long. */
  expire(): void;
  isAlive(): boolean;
  end(): Promise<void>;
}

export interface EnvironmentOptions {
  readonly record: FunctionRecord;
  readonly taskRoot: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Called once the environment can take requests, or has failed to. */
  onInitialized(): void;
  onExit(): void;
}

/** Lambda gives the code this long to load before it counts as failed (LAMBDA/lambda-runtime-environment). */
const INIT_MILLISECONDS = 10_000;

interface Running {
  readonly requestId: string;
  readonly payload: string;
  readonly resolve: (outcome: Outcome) => void;
  startedAt: number;
}

type Ending = { readonly kind: "failure" | "timeout"; readonly payload: (requestId: string) => string };

/** Starts an environment; it initializes at once. */
export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  const { record, clock } = options;
  const startedAt = clock.now();
  const timeout = record.timeoutSeconds * 1000;
  let deadline = Number.POSITIVE_INFINITY;
  let init: Initialization | undefined;
  let initialized = false;
  let alive = true;
  let memory = 0;
  let lines: NewLogEvent[] = [];
  let running: Running | undefined;
  let ending: Ending | undefined;

  const worker = startWorker(options, startedAt);
  worker.on("message", (message: EnvironmentMessage) => {
    if (message.type === "log") lines.push({ timestamp: message.timestamp, message: message.message });
    else received(message);
  });
  worker.on("error", (error) => {
    if (isOutOfMemory(error)) outOfMemory();
    ending ??= { kind: "failure", payload: (requestId) => exitPayload(requestId, 1) };
  });
  worker.on("exit", exited);

  return {
    startedAt,
    run: (requestId, payload) =>
      new Promise((resolve) => {
        running = { requestId, payload, resolve, startedAt: clock.now() };
        deadline = running.startedAt + timeout + (initialized ? 0 : INIT_MILLISECONDS);
        if (initialized) sendRequest(running);
      }),
    deadline: () => deadline,
    expire() {
      deadline = Number.POSITIVE_INFINITY;
      ending ??= { kind: "timeout", payload: (requestId) => timeoutPayload(requestId, record.timeoutSeconds) };
      void worker.terminate();
    },
    isAlive: () => alive,
    async end() {
      await worker.terminate();
    },
  };

  function sendRequest(request: Running): void {
    request.startedAt = clock.now();
    deadline = request.startedAt + timeout;
    worker.postMessage({
      requestId: request.requestId,
      payload: request.payload,
      milliseconds: timeout,
      now: request.startedAt,
    });
  }

  function initializationEnded(succeeded: boolean): void {
    initialized = true;
    init = { startedAt, milliseconds: clock.now() - startedAt, succeeded, lines };
    lines = [];
    options.onInitialized();
    if (running && succeeded) sendRequest(running);
  }

  function received(message: Exclude<EnvironmentMessage, { type: "log" }>): void {
    memory = Math.max(memory, message.memoryMegabytes);
    if (message.type === "ready") initializationEnded(true);
    else if (message.type === "fatal") ending ??= { kind: "failure", payload: () => message.payload };
    else if (memory > record.memoryMegabytes) outOfMemory();
    else finish(message.type, message.payload, message.milliseconds);
  }

  // The thread's limits are those of its heap; at AWS buffers and the like count too.
  function outOfMemory(): void {
    memory = record.memoryMegabytes;
    ending ??= { kind: "failure", payload: (requestId) => exitPayload(requestId, "signal: killed") };
    void worker.terminate();
  }

  function exited(exitCode: number): void {
    alive = false;
    if (!initialized) initializationEnded(false);
    if (running) {
      const { kind, payload } = ending ?? {
        kind: "failure",
        payload: (requestId: string) => exitPayload(requestId, exitCode),
      };
      const elapsed = kind === "timeout" ? timeout : clock.now() - running.startedAt;
      finish(kind, payload(running.requestId), elapsed);
    }
    options.onExit();
  }

  function finish(kind: Outcome["kind"], payload: string, milliseconds: number): void {
    if (!running) return;
    const { resolve, startedAt: requestedAt } = running;
    const logged = { lines, ...(init && { init }) };
    const endedAt = clock.now();
    running = undefined;
    init = undefined;
    lines = [];
    deadline = Number.POSITIVE_INFINITY;
    resolve({ kind, payload, startedAt: requestedAt, endedAt, milliseconds, memoryMegabytes: memory, ...logged });
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
