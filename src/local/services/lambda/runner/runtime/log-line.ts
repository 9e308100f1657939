import { format } from "node:util";

/** A console line in the Text format. */
export function textLine(time: string, requestId: string, level: string, values: readonly unknown[]): string {
  return `${time}\t${requestId}\t${level}\t${format(...values)}\n`;
}

/**
 * A console line in the JSON format. A single value becomes the message as JSON; several values are formatted as text,
 * and the first Error after the first value adds its fields.
 */
export function jsonLine(time: string, requestId: string, level: string, values: readonly unknown[]): string {
  const line = { timestamp: time, level, requestId };
  if (values.length <= 1) return withMessage(line, values[0]);
  const error = values.slice(1).find((value) => value instanceof Error);
  return JSON.stringify({ ...line, message: format(...values), ...(error && errorParts(error)) });
}

/** An uncaught error in the Text format. */
export function errorLine(error: Error): string {
  try {
    return `\t${JSON.stringify(error, (_key, value) => (value instanceof Error ? withStack(value) : value))}`;
  } catch {
    return `\t${JSON.stringify({ errorType: error.name, errorMessage: error.message })}`;
  }
}

function withMessage(line: object, message: unknown): string {
  try {
    return JSON.stringify({ ...line, message }, (_key, value) =>
      value instanceof Error ? { ...errorParts(value), ...value } : value,
    );
  } catch {
    // A value that JSON cannot represent (a cycle, a bigint) is formatted by util.format.
    return JSON.stringify({ ...line, message: format(message) });
  }
}

function errorParts(error: Error): object {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: error.stack?.split("\n") ?? [],
  };
}

function withStack(error: Error): object {
  return {
    errorType: error.name,
    errorMessage: error.message,
    ...("code" in error && { code: error.code }),
    ...error,
    stack: error.stack?.split("\n"),
  };
}
