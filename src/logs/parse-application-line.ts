import { isRecord, type JsonObject } from "../text/json.ts";
import { type LogLine, onOneLine } from "./log-line.ts";

/** A line of a function's own in Lambda's JSON format (LAMBDA/monitoring-cloudwatchlogs-logformat); undefined for JSON of another shape. */
export function parseApplicationLine(json: JsonObject): LogLine | undefined {
  const { level, message } = json;
  if (typeof level !== "string") return undefined;
  const said = toText(message);
  const error = toError(json);
  // Of a text and an Error the runtime makes one message that has the error in it, and adds the error's parts.
  const isSaid = error === undefined || said.includes(String(json["errorMessage"]));
  return { level: level.toUpperCase(), text: onOneLine(isSaid ? said : `${said}\n${error}`) };
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
  // The first line of a stack is the error itself.
  const calls = Array.isArray(stackTrace) ? stackTrace.map(String).slice(1) : [];
  return [`${typeof errorType === "string" ? errorType : "Error"}: ${errorMessage}`, ...calls].join("\n");
}
