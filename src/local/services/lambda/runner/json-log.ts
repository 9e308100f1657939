import { randomUUID } from "node:crypto";
import type { NewLogEvent } from "../../logs/log-storage.ts";
import { runtimeVersion, runtimeVersionArn } from "../configuration-output.ts";
import type { FunctionRecord } from "../store.ts";
import { errorTypeOf, type Initialization, type Outcome } from "./outcome.ts";

const LEVELS = ["DEBUG", "INFO", "WARN"] as const;
type Level = (typeof LEVELS)[number];

interface PlatformEvent {
  readonly level: Level;
  readonly timestamp: number;
  readonly type: string;
  readonly record: object;
}

/**
 * An invocation's log in the JSON format
 * (https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html). For the event levels, see
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function jsonLog(record: FunctionRecord, requestId: string, outcome: Outcome): readonly NewLogEvent[] {
  const { init, startedAt, lines } = outcome;
  const minLevel = LEVELS.indexOf(record.logging.systemLevel ?? "INFO");
  const platform = (events: readonly PlatformEvent[]) =>
    events.filter(({ level }) => LEVELS.indexOf(level) >= minLevel).map(toLogEvent);
  return [
    ...(init ? [...platform([initStart(record, init)]), ...init.lines, ...platform(initEnd(init, outcome))] : []),
    ...platform([
      { level: "INFO", timestamp: startedAt, type: "platform.start", record: { requestId, version: "$LATEST" } },
    ]),
    ...lines,
    ...platform([runtimeDone(requestId, outcome), report(record, requestId, outcome)]),
  ];
}

function toLogEvent({ timestamp, type, record }: PlatformEvent): NewLogEvent {
  return { timestamp, message: JSON.stringify({ time: new Date(timestamp).toISOString(), type, record }) };
}

function initStart(record: FunctionRecord, { startedAt }: Initialization): PlatformEvent {
  return {
    level: "INFO",
    timestamp: startedAt,
    type: "platform.initStart",
    record: {
      initializationType: "on-demand",
      phase: "init",
      runtimeVersion: runtimeVersion(record),
      runtimeVersionArn: runtimeVersionArn(record),
      functionName: record.name,
      functionVersion: "$LATEST",
      instanceId: randomUUID(),
      instanceMaxMemory: record.memoryMegabytes * 1024 * 1024,
    },
  };
}

function initEnd(init: Initialization, outcome: Outcome): readonly PlatformEvent[] {
  const level = init.succeeded ? "DEBUG" : "WARN";
  const timestamp = outcome.startedAt;
  const shared = {
    initializationType: "on-demand",
    phase: "init",
    ...(init.succeeded ? { status: "success" } : { status: "error", errorType: errorTypeOf(outcome.payload) }),
  };
  const metrics = { durationMs: round(init.milliseconds) };
  return [
    { level, timestamp, type: "platform.initRuntimeDone", record: shared },
    { level, timestamp, type: "platform.initReport", record: { ...shared, metrics } },
  ];
}

function runtimeDone(requestId: string, outcome: Outcome): PlatformEvent {
  const { endedAt, milliseconds, payload } = outcome;
  const metrics = { durationMs: round(milliseconds), producedBytes: producedBytes(outcome, payload) };
  return {
    level: outcome.kind === "success" ? "DEBUG" : "WARN",
    timestamp: endedAt,
    type: "platform.runtimeDone",
    record: { requestId, ...status(outcome), metrics },
  };
}

function report(record: FunctionRecord, requestId: string, outcome: Outcome): PlatformEvent {
  const { init, milliseconds, memoryMegabytes } = outcome;
  const initMilliseconds = init?.succeeded ? init.milliseconds : 0;
  const metrics = {
    durationMs: round(milliseconds),
    // Since August 2025, initialization is also billed
    // (https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/).
    billedDurationMs: Math.ceil(initMilliseconds + milliseconds),
    memorySizeMB: record.memoryMegabytes,
    maxMemoryUsedMB: Math.min(memoryMegabytes, record.memoryMegabytes),
    ...(initMilliseconds > 0 && { initDurationMs: round(initMilliseconds) }),
  };
  return {
    level: outcome.kind === "success" ? "INFO" : "WARN",
    timestamp: outcome.endedAt,
    type: "platform.report",
    record: { requestId, metrics, ...status(outcome) },
  };
}

function status({ kind, payload }: Outcome): object {
  if (kind === "success" || kind === "timeout") return { status: kind };
  return { status: kind, errorType: errorTypeOf(payload) };
}

function producedBytes({ kind }: Outcome, payload: string): number {
  return kind === "timeout" ? 0 : Buffer.byteLength(payload);
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
