import type { Runtime } from "@aws-sdk/client-lambda";
import { AwsError, notSupported } from "../../aws-error.ts";
import { invalidParameter } from "./lambda-error.ts";

/** Lambda's limits of a function (LAMBDA/gettingstarted-limits). */
const NAME_CHARACTERS = 64;
const TIMEOUT_SECONDS = 900;
const MEMORY_MEGABYTES = 10_240;
const ENVIRONMENT_BYTES = 4096;

/** Which Node.js runtimes can be chosen; all older ones are past the day on which AWS stops creating functions (LAMBDA/lambda-runtimes). */
const RUNTIMES: ReadonlySet<string> = new Set(["nodejs24.x", "nodejs22.x"]);

/** Names that Lambda keeps for itself (LAMBDA/configuration-envvars). */
const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/** The settings of a function that AWS limits beyond its published model. */
export interface LimitedSettings {
  readonly Runtime?: Runtime | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> | undefined } | undefined;
}

/** Refuses settings that Lambda would not take; what is absent is not checked. */
export function checkSettings({ Runtime, Timeout = 0, MemorySize = 0, Environment }: LimitedSettings): void {
  if (Runtime !== undefined) checkRuntime(Runtime);
  if (Timeout > TIMEOUT_SECONDS)
    throw new AwsError("ValidationException", 400, tooMuch("timeout", Timeout, "value", TIMEOUT_SECONDS));
  if (MemorySize > MEMORY_MEGABYTES)
    throw invalidParameter(
      `'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to ${MEMORY_MEGABYTES}`,
    );
  checkVariables(Environment?.Variables ?? {});
}

/** Refuses a function name that is longer than the model alone would allow. */
export function checkName(name: string): void {
  if (name.length > NAME_CHARACTERS) throw invalidParameter(tooMuch("functionName", name, "length", NAME_CHARACTERS));
}

function checkRuntime(runtime: Runtime): void {
  if (RUNTIMES.has(runtime)) return;
  if (!runtime.startsWith("nodejs")) throw notSupported(`The runtime ${runtime}`);
  throw invalidParameter(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
  );
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const refused =
    "Lambda was unable to configure your environment variables because the environment variables you have";
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0)
    throw invalidParameter(
      `${refused} provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > ENVIRONMENT_BYTES)
    throw invalidParameter(`${refused} provided exceeded the 4KB limit. String measured: ${measured}`);
}

function tooMuch(path: string, value: string | number, what: "value" | "length", limit: number): string {
  return `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: Member must have ${what} less than or equal to ${limit}`;
}
