import { codeOf } from "../errors.ts";

/**
 * Why a connection failed: Node's code (ECONNRESET), also of an error that the SDK wraps, or the SDK's name
 * (TimeoutError).
 */
export function connectionCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return codeOf(error) ?? codeOf(error.cause) ?? error.name;
}
