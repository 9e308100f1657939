import { parseTrustedJson } from "../../../../text/json.ts";
/** The `errorType` in the payload of a function error. */
export function errorTypeOf(payload: string): string {
  const { errorType } = parseTrustedJson<{ readonly errorType?: unknown }>(payload);
  return typeof errorType === "string" ? errorType : "Unknown";
}
