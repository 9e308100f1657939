/** What broke a connection, as Node names it (ECONNRESET), or the SDK (TimeoutError); the SDK wraps some errors, so that the code is the cause's. */
export function connectionCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error) return String(error.code);
  if (error.cause instanceof Error && "code" in error.cause) return String(error.cause.code);
  return error.name;
}
