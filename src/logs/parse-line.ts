import { isRecord, type JsonObject, parseJson } from "../text/json.ts";
import type { LogEvent } from "./log-event.ts";
import { type LogLine, onOneLine } from "./log-line.ts";
import { parseAccessLine } from "./parse-access-line.ts";
import { parseApplicationLine } from "./parse-application-line.ts";
import { parsePlatformLine } from "./parse-platform-line.ts";

/**
 * Parses Lambda's JSON log format, Lambda's platform events and the API's access log into readable lines; any other
 * message is converted to a single line. Returns undefined for events of no interest, such as the start of an
 * invocation.
 */
export function parseLine({ source, message }: Pick<LogEvent, "source" | "message">): LogLine | undefined {
  const json = message.startsWith("{") ? parseJson(message) : undefined;
  if (!isRecord(json)) return { text: onOneLine(message) };
  if (isPlatformLine(json)) return parsePlatformLine(json);
  const line = source === "api" ? parseAccessLine(json) : parseApplicationLine(json);
  return line ?? { text: onOneLine(message) };
}

function isPlatformLine({ type, record }: JsonObject): boolean {
  return typeof type === "string" && type.startsWith("platform.") && isRecord(record);
}
