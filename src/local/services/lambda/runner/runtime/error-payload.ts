/** An error as the runtime reports it to Lambda, and Lambda to the caller. */
export function errorPayload(error: unknown): string {
  if (!(error instanceof Error))
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
  return JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] });
}

/** Thrown if the handler cannot be loaded: `Runtime.ImportModuleError`, `Runtime.HandlerNotFound` and similar. */
export class LoadError extends Error {
  constructor(name: string, message: string, stack?: string) {
    super(message);
    setName(this, name);
    if (stack !== undefined) this.stack = stack;
  }
}

/** Reports that a promise was rejected and the function did not handle the rejection. */
export class UnhandledPromiseRejection extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super(String(reason));
    setName(this, "Runtime.UnhandledPromiseRejection");
    this.reason = reason;
  }
}

/** Not enumerable, so that the log does not show the name among the properties. */
function setName(error: Error, value: string): void {
  Object.defineProperty(error, "name", { value });
}
