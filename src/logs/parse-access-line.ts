import type { JsonObject } from "../text/json.ts";
import { type LogLine, onOneLine } from "./log-line.ts";

/** A line of the API's access log as stack.ts has it written: `GET /dev/items 200 12ms`, with the reason and request of a failure. */
export function parseAccessLine(json: JsonObject): LogLine | undefined {
  const method = present(json["method"]);
  const path = present(json["path"]);
  const status = Number(json["status"]);
  if (method === undefined || path === undefined || !Number.isInteger(status)) return undefined;
  const milliseconds = present(json["milliseconds"]);
  const parts = [method, path, String(status), ...(milliseconds === undefined ? [] : [`${milliseconds}ms`])];
  if (status < 400) return { level: "INFO", text: onOneLine(parts.join(" ")) };
  const reasons = [present(json["error"]), present(json["integrationError"])].filter((reason) => reason !== undefined);
  const request = present(json["requestId"]);
  const why = [...reasons, ...(request === undefined ? [] : [`request ${request}`])].join("; ");
  return {
    level: status < 500 ? "WARN" : "ERROR",
    text: onOneLine(why === "" ? parts.join(" ") : `${parts.join(" ")} (${why})`),
  };
}

/** API Gateway writes "-" for a variable that has no value. */
function present(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && value !== "-" ? value : undefined;
}
