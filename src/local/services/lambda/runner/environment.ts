import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import type { AnswerMessage, EnvironmentMessage, EnvironmentStart, InvokeMessage } from "./messages.ts";
import { captureOutput } from "./runtime/capture-output.ts";
import { errorPayload, UnhandledPromiseRejection } from "./runtime/error-payload.ts";
import { createFunctionLog } from "./runtime/function-log.ts";
import { createContextMaker } from "./runtime/invocation-context.ts";
import { type Handler, loadHandler } from "./runtime/load-handler.ts";

/*
 * The entry of an execution environment: the thread in which one function runs, one request at a time, between its console and
 * Lambda's runtime interface. It does what aws-lambda-nodejs-runtime-interface-client does for nodejs24.x.
 */

const BYTES_PER_MEGABYTE = 1024 * 1024;
// The exit codes of that runtime.
const UNHANDLED_REJECTION = 128;
const UNCAUGHT_EXCEPTION = 129;

const port = parentPort;
if (!port) throw new Error("An execution environment runs in a worker thread only.");
const send = (message: EnvironmentMessage) => port.postMessage(message);

const start: EnvironmentStart = workerData;
const makeContext = createContextMaker(start.functionArn);
const log = createFunctionLog(start.now, (timestamp, message) => send({ type: "log", timestamp, message }));
captureOutput(log.raw);

process.on("uncaughtException", (error) => fail("Uncaught Exception", error, UNCAUGHT_EXCEPTION));
process.on("unhandledRejection", (reason) =>
  fail("Unhandled Promise Rejection", new UnhandledPromiseRejection(reason), UNHANDLED_REJECTION),
);

try {
  const handler = await loadHandler(start.taskRoot, start.handler);
  port.on("message", (message: InvokeMessage) => void invoke(handler, message).then(send));
  send({ type: "ready", memoryMegabytes: memoryMegabytes() });
} catch (error) {
  fail("Uncaught Exception", error, UNCAUGHT_EXCEPTION);
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<AnswerMessage> {
  const started = performance.now();
  log.setRequest(message.requestId, message.now);
  const answer = await run(handler, message);
  return { ...answer, milliseconds: performance.now() - started, memoryMegabytes: memoryMegabytes() };
}

async function run(handler: Handler, message: InvokeMessage): Promise<Pick<AnswerMessage, "type" | "payload">> {
  try {
    const result = await handler(JSON.parse(message.payload), makeContext(message));
    return { type: "success", payload: serialize(result) };
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

function fail(what: string, error: unknown, exitCode: number): void {
  log.error(what, error);
  send({ type: "fatal", payload: errorPayload(error), memoryMegabytes: memoryMegabytes() });
  process.exit(exitCode);
}

function memoryMegabytes(): number {
  const { total_heap_size, external_memory, malloced_memory } = getHeapStatistics();
  return Math.ceil((total_heap_size + external_memory + malloced_memory) / BYTES_PER_MEGABYTE);
}
