/** An error as Lambda reports it to the caller, in JSON. */
export function errorPayload(error: unknown): string {
  if (!(error instanceof Error))
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
  return JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] });
}

/** The error for a handler that cannot be loaded, such as `Runtime.ImportModuleError` or `Runtime.HandlerNotFound`. */
export class LoadError extends Error {
  constructor(name: string, message: string, stack?: string) {
    super(message);
    setName(this, name);
    if (stack !== undefined) this.stack = stack;
  }
}

/** The error for a rejected promise that the function did not handle. */
export class UnhandledPromiseRejection extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super(String(reason));
    setName(this, "Runtime.UnhandledPromiseRejection");
    this.reason = reason;
  }
}

/** Makes the name non-enumerable, so that the log does not show it as a property. */
function setName(error: Error, value: string): void {
  Object.defineProperty(error, "name", { value });
}
