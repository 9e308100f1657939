import type { JsonObject } from "../text/json.ts";
import { type LogLine, onOneLine } from "./log-line.ts";

/**
 * Parses a line of the API's access log; returns undefined for other JSON. The text is, for example,
 * `GET /dev/items 200 12ms`. For a failed request, the reason and the request ID follow in parentheses.
 */
export function parseAccessLine(json: JsonObject): LogLine | undefined {
  const method = textOf(json["method"]);
  const path = textOf(json["path"]);
  const status = Number(json["status"]);
  if (method === undefined || path === undefined || !Number.isInteger(status)) return undefined;
  const milliseconds = textOf(json["milliseconds"]);
  const parts = [method, path, String(status), ...(milliseconds === undefined ? [] : [`${milliseconds}ms`])];
  if (status < 400) return { level: "INFO", text: onOneLine(parts.join(" ")) };
  const reasons = [textOf(json["error"]), textOf(json["integrationError"])].filter((reason) => reason !== undefined);
  const request = textOf(json["requestId"]);
  const why = [...reasons, ...(request === undefined ? [] : [`request ${request}`])].join("; ");
  return {
    level: status < 500 ? "WARN" : "ERROR",
    text: onOneLine(why === "" ? parts.join(" ") : `${parts.join(" ")} (${why})`),
  };
}

/** API Gateway writes "-" for a variable without a value. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && value !== "-" ? value : undefined;
}
