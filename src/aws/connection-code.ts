import { codeOf } from "../errors.ts";
/** What broke a connection, as Node names it (ECONNRESET), or the SDK (TimeoutError); the SDK wraps some errors, so that the code is the cause's. */
export function connectionCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return codeOf(error) ?? codeOf(error.cause) ?? error.name;
}
