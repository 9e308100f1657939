import { isRecord, type JsonObject } from "../text/json.ts";
import { type LogLine, onOneLine } from "./log-line.ts";

// Starts and successful ends are omitted, because the report at the end of an invocation contains the durations.
const STARTS = ["platform.start", "platform.initStart"];
const ENDS = ["platform.runtimeDone", "platform.initRuntimeDone", "platform.initReport"];

/**
 * Parses a Lambda platform event; returns undefined for a start or a successful end.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export function parsePlatformLine(json: JsonObject): LogLine | undefined {
  const type = String(json["type"]);
  const record = isRecord(json["record"]) ? json["record"] : {};
  if (STARTS.includes(type)) return undefined;
  const status = typeof record["status"] === "string" ? record["status"] : "success";
  if (ENDS.includes(type) && status === "success") return undefined;
  const failure = status === "success" ? [] : [failureText(status, record)];
  const facts = type === "platform.report" || ENDS.includes(type) ? metricsText(record) : [JSON.stringify(record)];
  const text = `${type.slice("platform.".length)}: ${[...failure, ...facts].join(", ")}`;
  return { level: status === "success" ? "INFO" : "ERROR", text: onOneLine(text) };
}

function failureText(status: string, { errorType }: JsonObject): string {
  return typeof errorType === "string" ? `${status} (${errorType})` : status;
}

function metricsText({ metrics }: JsonObject): readonly string[] {
  if (!isRecord(metrics)) return [];
  const { durationMs, maxMemoryUsedMB, memorySizeMB, initDurationMs } = metrics;
  return [
    ...(typeof durationMs === "number" ? [`${round(durationMs)} ms`] : []),
    ...(typeof maxMemoryUsedMB === "number" ? [`${maxMemoryUsedMB} of ${memorySizeMB} MB`] : []),
    ...(typeof initDurationMs === "number" ? [`cold start ${round(initDurationMs)} ms`] : []),
  ];
}

function round(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds));
}
