import type { LoggingConfig } from "@aws-sdk/client-lambda";
import { invalidParameter } from "./lambda-error.ts";
import type { Logging } from "./store.ts";

/**
 * Returns a function's logging settings after a create or update. Log levels exist only in the JSON format, and default
 * to INFO.
 */
export function mergeLogging(functionName: string, requested: LoggingConfig = {}, before?: Logging): Logging {
  const format = requested.LogFormat ?? before?.format ?? "Text";
  const group = requested.LogGroup ?? before?.group ?? `/aws/lambda/${functionName}`;
  if (format === "JSON")
    return {
      format,
      group,
      applicationLevel: requested.ApplicationLogLevel ?? before?.applicationLevel ?? "INFO",
      systemLevel: requested.SystemLogLevel ?? before?.systemLevel ?? "INFO",
    };
  if (requested.ApplicationLogLevel ?? requested.SystemLogLevel)
    throw invalidParameter(
      'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
    );
  return { format, group };
}
