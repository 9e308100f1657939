import { isRecord, parseJson } from "../../../../../text/json.ts";
import { errorLine, jsonLine, textLine } from "./log-line.ts";

/** Log levels in ascending order. */
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
type Level = (typeof LEVELS)[number];

const SAME_TIME_MILLISECONDS = 1000;

/** Writes a function's log. */
export interface FunctionLog {
  setRequest(requestId: string, now: number): void;
  /** Logs a line that was written to standard output or standard error, not through the console. */
  raw(line: string): void;
  /** Logs an error that the function did not catch. */
  error(what: string, error: unknown): void;
}

/**
 * Makes the console write log lines as Lambda's Node.js runtime does (LogPatch in
 * aws-lambda-nodejs-runtime-interface-client). `now` is the cloud's time.
 */
export function createFunctionLog(now: number, keep: (timestamp: number, line: string) => void): FunctionLog {
  // During initialization, Lambda's runtime prints "-" as the request ID.
  let requestId = "-";
  let offset = offsetTo(now);
  const isJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
  const minLevel = minLevelOf(process.env.AWS_LAMBDA_LOG_LEVEL);
  const lineOf = isJson ? jsonLine : textLine;

  const write = (level: Level, values: readonly unknown[]) => {
    if (LEVELS.indexOf(level) < minLevel) return;
    const timestamp = Date.now() + offset;
    keep(timestamp, lineOf(new Date(timestamp).toISOString(), requestId, level, values));
  };
  patchConsole(write);

  return {
    setRequest(id, time) {
      requestId = id;
      offset = offsetTo(time);
    },
    raw(line) {
      if (isJson && LEVELS.indexOf(levelOf(line)) < minLevel) return;
      keep(Date.now() + offset, isJson ? line : `${line}\n`);
    },
    error: (what, error) => write("ERROR", isJson ? [toError(error)] : [what, errorLine(toError(error))]),
  };
}

/** The cloud's clock may differ from the machine's. A small difference is only the message's transit time. */
function offsetTo(now: number): number {
  const offset = now - Date.now();
  return Math.abs(offset) < SAME_TIME_MILLISECONDS ? 0 : offset;
}

function patchConsole(write: (level: Level, values: readonly unknown[]) => void): void {
  const writerFor =
    (level: Level) =>
    (...values: readonly unknown[]) =>
      write(level, values);
  Object.assign(globalThis.console, {
    trace: writerFor("TRACE"),
    debug: writerFor("DEBUG"),
    log: writerFor("INFO"),
    info: writerFor("INFO"),
    warn: writerFor("WARN"),
    error: writerFor("ERROR"),
    fatal: writerFor("FATAL"),
  });
}

/** The index of the lowest level to log; by default, all levels are logged. */
function minLevelOf(name: string | undefined): number {
  return Math.max(0, LEVELS.map(String).indexOf(name ?? "TRACE"));
}

/**
 * A line that bypasses the console has its own level only if it is JSON with a level and a timestamp. The level of any
 * other line is INFO (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 */
function levelOf(line: string): Level {
  if (!line.startsWith("{")) return "INFO";
  const value = parseJson(line);
  if (!isRecord(value)) return "INFO";
  const { level, timestamp } = value;
  if (typeof timestamp !== "string" || Number.isNaN(Date.parse(timestamp))) return "INFO";
  return LEVELS.find((known) => known === level) ?? "INFO";
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
