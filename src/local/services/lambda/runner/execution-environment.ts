import type { Clock } from "../../../timing/clock.ts";
import type { FunctionRecord } from "../store.ts";
import { exitPayload, timeoutPayload } from "./failure-payload.ts";
import { createLogBuffer, type LogBuffer } from "./log-buffer.ts";
import { residentLimit, residentMegabytes } from "./memory-limit.ts";
import type { EnvironmentMessage, InvokeMessage } from "./messages.ts";
import type { Initialization, Outcome } from "./outcome.ts";
import { type EnvironmentProcess, type ProcessExit, startProcess } from "./start-process.ts";

/** One execution environment: a process that runs one function, one request at a time. */
export interface ExecutionEnvironment {
  readonly startedAt: number;
  /** Runs one request. Only one may run at a time. */
  run(requestId: string, payload: string): Promise<Outcome>;
  /** The time at which `expire` must be called; infinity if no request is running. */
  deadline(): number;
  /** Ends the environment because the running request exceeded the function's timeout. */
  expire(): void;
  /** Ends the environment if a request is running and the process uses more memory than `residentLimit`. */
  checkMemory(): void;
  isAlive(): boolean;
  end(): Promise<void>;
}

interface EnvironmentOptions {
  readonly record: FunctionRecord;
  readonly taskRoot: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** The local cloud's state folder. The next daemon uses it to recognize a killed daemon's processes. */
  readonly directory?: string | undefined;
  /** Called when the environment can accept requests, or has failed to initialize. */
  onInitialized(): void;
  onExit(): void;
}

/**
 * The maximum time that a request waits for the code to load, in addition to the function's timeout
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
 */
const MAX_INIT_MILLISECONDS = 10_000;

interface RunningRequest {
  readonly requestId: string;
  readonly payload: string;
  readonly resolve: (outcome: Outcome) => void;
  startedAt: number;
}

type UnloggedMessage = Exclude<EnvironmentMessage, { type: "log" }>;

type Ending = { readonly kind: "failure" | "timeout"; readonly payload: (requestId: string) => string };

/** Starts an environment, which initializes immediately. */
export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  const { record, clock } = options;
  const startedAt = clock.now();
  const timeout = record.timeoutSeconds * 1000;
  const log = createLogBuffer(record.logging.format);
  let deadline = Number.POSITIVE_INFINITY;
  let init: Initialization | undefined;
  let initialized = false;
  let alive = true;
  let memory = 0;
  let running: RunningRequest | undefined;
  let ending: Ending | undefined;

  const limit = residentLimit(record.memoryMegabytes);
  const child = startLogged(options, startedAt, { log, received });
  const ended = child.ended.then(exited);

  return {
    startedAt,
    run: (requestId, payload) =>
      new Promise((resolve) => {
        running = { requestId, payload, resolve, startedAt: clock.now() };
        deadline = running.startedAt + timeout + (initialized ? 0 : MAX_INIT_MILLISECONDS);
        if (initialized) sendRequest(running);
      }),
    deadline: () => deadline,
    expire() {
      deadline = Number.POSITIVE_INFINITY;
      ending ??= { kind: "timeout", payload: (requestId) => timeoutPayload(requestId, record.timeoutSeconds) };
      child.kill();
    },
    checkMemory() {
      if (running && child.pid !== undefined && (residentMegabytes(child.pid) ?? 0) > limit) outOfMemory();
    },
    isAlive: () => alive,
    end() {
      child.kill();
      return ended;
    },
  };

  function sendRequest(request: RunningRequest): void {
    request.startedAt = clock.now();
    deadline = request.startedAt + timeout;
    const { requestId, payload } = request;
    const message: InvokeMessage = { requestId, payload, milliseconds: timeout, now: request.startedAt };
    child.send(message);
  }

  function initializationEnded(succeeded: boolean): void {
    initialized = true;
    init = { startedAt, milliseconds: clock.now() - startedAt, succeeded, lines: log.take() };
    options.onInitialized();
    if (running && succeeded) sendRequest(running);
  }

  function received(message: UnloggedMessage): void {
    memory = Math.max(memory, message.memory.process);
    // The runtime sends `ready` only once. A second `ready` comes from the function, and ends the environment.
    if (message.type === "ready" && initialized) child.kill();
    else if (message.type === "ready") initializationEnded(true);
    else if (message.type === "fatal") ending ??= { kind: "failure", payload: () => message.payload };
    else if (message.memory.function > record.memoryMegabytes) outOfMemory();
    else finish(message.type, message.payload, message.milliseconds);
  }

  // Ends the process, as AWS does. V8's own limit is not enough, because it covers only the heap, not buffers.
  function outOfMemory(): void {
    memory = record.memoryMegabytes;
    child.kill();
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
    const logged = { lines: log.take(), ...(init && { init }) };
    const endedAt = clock.now();
    running = undefined;
    init = undefined;
    deadline = Number.POSITIVE_INFINITY;
    resolve({ kind, payload, startedAt: requestedAt, endedAt, milliseconds, memoryMegabytes: memory, ...logged });
  }
}

/** Starts the process. Its log messages and output go to the log; `received` is called with the other messages. */
function startLogged(
  { record, clock, taskRoot, variables, directory }: EnvironmentOptions,
  now: number,
  { log, received }: { readonly log: LogBuffer; readonly received: (message: UnloggedMessage) => void },
): EnvironmentProcess {
  const { handler, arn: functionArn, logging, memoryMegabytes } = record;
  const start = { taskRoot, variables, handler, functionArn, residentLimit: residentLimit(memoryMegabytes), now };
  return startProcess(record, start, {
    directory,
    onMessage(message) {
      if (message.type === "log") log.keep({ timestamp: message.timestamp, message: message.message });
      else received(message);
    },
    onLine: (line) => log.keep({ timestamp: clock.now(), message: logging.format === "JSON" ? line : `${line}\n` }),
  });
}
