import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { platform } from "node:os";
import { getHeapStatistics } from "node:v8";
import { parseTrustedJson } from "../../../../text/json.ts";
import type { EnvironmentMessage, EnvironmentStart, InvokeMessage, MemoryUse, ResultMessage } from "./messages.ts";
import { captureOutput } from "./runtime/capture-output.ts";
import { errorPayload, UnhandledPromiseRejection } from "./runtime/error-payload.ts";
import { createFunctionLog, type FunctionLog } from "./runtime/function-log.ts";
import { contextFactory } from "./runtime/invocation-context.ts";
import { lineSplitter } from "./runtime/line-splitter.ts";
import { type Handler, loadHandler } from "./runtime/load-handler.ts";

/*
 * The entry point of an execution environment: the process in which one function runs, one request at a time. It
 * imitates aws-lambda-nodejs-runtime-interface-client for nodejs24.x.
 */

// Exit codes of Lambda's runtime.
const UNHANDLED_REJECTION = 128;
const UNCAUGHT_EXCEPTION = 129;
const BYTES_PER_MEGABYTE = 1024 * 1024;

// The file descriptors of the pipes for messages from and to the local cloud.
const REQUESTS = 3;
const MESSAGES = 4;
const MEMORY_CHECK_MILLISECONDS = 50;
// Windows needs SYSTEMROOT to find its own libraries.
const REQUIRED_BY_SYSTEM: ReadonlySet<string> = new Set(["SYSTEMROOT"]);

// Handles the next message. The first one starts the environment.
let receive: (line: string) => void = (line) => void initialize(parseTrustedJson(line));
const end = () => process.exit();
new Socket({ fd: REQUESTS, readable: true, writable: false })
  .setEncoding("utf8")
  .on("error", end)
  .on("close", end)
  .on(
    "data",
    lineSplitter((line) => receive(line)),
  );

/** Writes synchronously, so that lines that a function logs right before the process ends are not lost. */
function send(message: EnvironmentMessage): void {
  let rest: Uint8Array = Buffer.from(`${JSON.stringify(message)}\n`);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(MESSAGES, rest));
  } catch {
    process.exit();
  }
}

async function initialize(start: EnvironmentStart): Promise<void> {
  replaceVariables(start.variables);
  if (platform() !== "linux") watchMemory(start.residentLimit);
  const log = createFunctionLog(start.now, (timestamp, message) => send({ type: "log", timestamp, message }));
  captureOutput(log.raw);
  process.on("uncaughtException", (error) => fail(log, "Uncaught Exception", error, UNCAUGHT_EXCEPTION));
  process.on("unhandledRejection", (reason) =>
    fail(log, "Unhandled Promise Rejection", new UnhandledPromiseRejection(reason), UNHANDLED_REJECTION),
  );
  try {
    serve(await loadHandler(start.taskRoot, start.handler), contextFactory(start.functionArn), log);
  } catch (error) {
    fail(log, "Uncaught Exception", error, UNCAUGHT_EXCEPTION);
  }
}

function serve(handler: Handler, makeContext: (message: InvokeMessage) => object, log: FunctionLog): void {
  receive = async (line) => {
    const message = parseTrustedJson<InvokeMessage>(line);
    const started = performance.now();
    log.setRequest(message.requestId, message.now);
    const result = await run(handler, message.payload, makeContext(message), log);
    send({ ...result, milliseconds: performance.now() - started, memory: memoryUse() });
  };
  send({ type: "ready", memory: memoryUse() });
}

async function run(
  handler: Handler,
  payload: string,
  context: object,
  log: FunctionLog,
): Promise<Pick<ResultMessage, "type" | "payload">> {
  try {
    return { type: "success", payload: serialize(await handler(JSON.parse(payload), context)) };
  } catch (error) {
    log.error("Invoke Error", error);
    return { type: "error", payload: errorPayload(error) };
  }
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw Object.assign(new Error("Unable to stringify response body"), { name: "Runtime.JSONStringifyError" });
  }
}

function fail(log: FunctionLog, what: string, error: unknown, exitCode: number): void {
  log.error(what, error);
  send({ type: "fatal", payload: errorPayload(error), memory: memoryUse() });
  process.exit(exitCode);
}

function watchMemory(limit: number): void {
  const check = () => {
    if (memoryUse().process > limit) process.kill(process.pid, "SIGKILL");
  };
  setInterval(check, MEMORY_CHECK_MILLISECONDS).unref();
}

function memoryUse(): MemoryUse {
  const { used_heap_size, external_memory, malloced_memory } = getHeapStatistics();
  return {
    process: Math.ceil(process.memoryUsage.rss() / BYTES_PER_MEGABYTE),
    function: Math.ceil((used_heap_size + external_memory + malloced_memory) / BYTES_PER_MEGABYTE),
  };
}

function replaceVariables(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env))
    if (!REQUIRED_BY_SYSTEM.has(name.toUpperCase())) delete process.env[name];
  Object.assign(process.env, variables);
}
