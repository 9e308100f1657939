import { isRecord, type JsonObject } from "../text/json.ts";
import { type LogLine, onOneLine } from "./log-line.ts";

/**
 * Parses a line that a function logged in Lambda's JSON format; returns undefined for other JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function parseApplicationLine(json: JsonObject): LogLine | undefined {
  const { level, message } = json;
  if (typeof level !== "string") return undefined;
  const text = toText(message);
  const error = toError(json);
  // If the function logs text together with an Error, the message already contains the error.
  const isIncluded = error === undefined || text.includes(String(json["errorMessage"]));
  return { level: level.toUpperCase(), text: onOneLine(isIncluded ? text : `${text}\n${error}`) };
}

function toText(message: unknown): string {
  if (typeof message === "string") return message;
  if (!isRecord(message)) return message === undefined ? "" : JSON.stringify(message);
  return toError(message) ?? Object.entries(message).map(toPair).join(" ");
}

function toPair([key, value]: readonly [string, unknown]): string {
  return `${key}=${typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)}`;
}

function toError({ errorType, errorMessage, stackTrace }: JsonObject): string | undefined {
  if (typeof errorMessage !== "string") return undefined;
  // The first line of a stack trace is the error itself.
  const frames = Array.isArray(stackTrace) ? stackTrace.map(String).slice(1) : [];
  return [`${typeof errorType === "string" ? errorType : "Error"}: ${errorMessage}`, ...frames].join("\n");
}
