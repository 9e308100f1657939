import type { Clock } from "../../../clock.ts";
import type { NewLogEvent } from "../../logs/log-storage.ts";
import type { FunctionRecord } from "../store.ts";
import { exitPayload, timeoutPayload } from "./failure-payload.ts";
import type { EnvironmentMessage, InvokeMessage } from "./messages.ts";
import type { Initialization, Outcome } from "./outcome.ts";
import { lineSplitter } from "./runtime/line-splitter.ts";
import { exitOf, type ProcessExit, startProcess } from "./start-process.ts";

/** One execution environment: a process that runs one function, one request at a time. */
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

  const { taskRoot, variables } = options;
  const start = { taskRoot, variables, handler: record.handler, functionArn: record.arn, now: startedAt };
  const child = startProcess(record, start);
  const ended = exitOf(child).then(exited);
  child.on("message", (message: EnvironmentMessage) => {
    if (message.type === "log") lines.push({ timestamp: message.timestamp, message: message.message });
    else received(message);
  });
  // What does not go through the console: the engine's last words when its heap is full, loggers that write to the file 1.
  for (const output of [child.stdout, child.stderr]) output?.setEncoding("utf8").on("data", lineSplitter(keepRaw));

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
      child.kill("SIGKILL");
    },
    isAlive: () => alive,
    end() {
      child.kill("SIGKILL");
      return ended;
    },
  };

  function keepRaw(line: string): void {
    lines.push({ timestamp: clock.now(), message: record.logging.format === "JSON" ? line : `${line}\n` });
  }

  function sendRequest(request: Running): void {
    request.startedAt = clock.now();
    deadline = request.startedAt + timeout;
    const { requestId, payload } = request;
    const message: InvokeMessage = { requestId, payload, milliseconds: timeout, now: request.startedAt };
    child.send(message);
  }

  function initializationEnded(succeeded: boolean): void {
    initialized = true;
    init = { startedAt, milliseconds: clock.now() - startedAt, succeeded, lines };
    lines = [];
    options.onInitialized();
    if (running && succeeded) sendRequest(running);
  }

  function received(message: Exclude<EnvironmentMessage, { type: "log" }>): void {
    memory = Math.max(memory, message.memory.process);
    if (message.type === "ready") initializationEnded(true);
    else if (message.type === "fatal") ending ??= { kind: "failure", payload: () => message.payload };
    else if (message.memory.function > record.memoryMegabytes) outOfMemory();
    else finish(message.type, message.payload, message.milliseconds);
  }

  // The engine limits its heap alone; at AWS buffers and the like count too.
  function outOfMemory(): void {
    memory = record.memoryMegabytes;
    child.kill("SIGKILL");
  }

  function exited({ exitCode, signal }: ProcessExit): void {
    alive = false;
    if (!initialized) initializationEnded(false);
    if (running) {
      const { kind, payload } = ending ?? {
        kind: "failure",
        payload: (requestId: string) => exitPayload(requestId, exitCode, signal),
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
