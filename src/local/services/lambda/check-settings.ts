import type { Runtime } from "@aws-sdk/client-lambda";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import { invalidParameter } from "./lambda-error.ts";

/** Lambda's limits for a function (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_NAME_CHARACTERS = 64;
const MAX_TIMEOUT_SECONDS = 900;
const MAX_MEMORY_MEGABYTES = 10_240;
const MAX_ENVIRONMENT_BYTES = 4096;

/**
 * The runtimes that the local cloud supports. AWS no longer creates functions with older Node.js runtimes
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html).
 */
const SUPPORTED_RUNTIMES: ReadonlySet<string> = new Set(["nodejs24.x", "nodejs22.x"]);
/**
 * The runtimes in Lambda's error message, in AWS's order:
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/lambda_/test_lambda_api.snapshot.json
 */
const RUNTIMES_IN_ERROR = [
  "nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11,",
  "java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6,",
  "nodejs18.x, provided.al2, java8.al2",
].join(" ");
const DEPRECATED_RUNTIMES: ReadonlySet<string> = new Set(
  [
    "nodejs nodejs4.3 nodejs4.3-edge nodejs6.10 nodejs8.10 nodejs10.x nodejs12.x nodejs14.x nodejs16.x nodejs18.x nodejs20.x",
    "java8 python2.7 python3.6 python3.7 dotnetcore1.0 dotnetcore2.0 dotnetcore2.1 dotnetcore3.1 go1.x ruby2.5 ruby2.7 provided",
  ].flatMap((names) => names.split(" ")),
);

/** The variables that Lambda reserves (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
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

/** The settings that have stricter limits in Lambda than in its published API model. */
interface LimitedSettings {
  readonly Runtime?: Runtime | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> | undefined } | undefined;
}

/** Rejects settings that Lambda rejects, and runtimes that the local cloud does not support. */
export function checkSettings({ Runtime, Timeout = 0, MemorySize = 0, Environment }: LimitedSettings): void {
  if (Runtime !== undefined) checkRuntime(Runtime);
  if (Timeout > MAX_TIMEOUT_SECONDS)
    throw new AwsError("ValidationException", 400, limitExceeded("timeout", Timeout, "value", MAX_TIMEOUT_SECONDS));
  if (MemorySize > MAX_MEMORY_MEGABYTES)
    throw invalidParameter(
      `'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to ${MAX_MEMORY_MEGABYTES}`,
    );
  checkVariables(Environment?.Variables ?? {});
}

/** Rejects a function name that is too long. The published model also accepts ARNs, which are longer. */
export function checkName(name: string): void {
  if (name.length > MAX_NAME_CHARACTERS)
    throw invalidParameter(limitExceeded("functionName", name, "length", MAX_NAME_CHARACTERS));
}

function checkRuntime(runtime: Runtime): void {
  if (SUPPORTED_RUNTIMES.has(runtime)) return;
  if (DEPRECATED_RUNTIMES.has(runtime))
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  if (RUNTIMES_IN_ERROR.split(", ").includes(runtime)) throw notSupported(`The runtime ${runtime}`);
  throw invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES_IN_ERROR}] or be a valid ARN`,
  );
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const beginning =
    "Lambda was unable to configure your environment variables because the environment variables you have";
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0)
    throw invalidParameter(
      `${beginning} provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > MAX_ENVIRONMENT_BYTES)
    throw invalidParameter(`${beginning} provided exceeded the 4KB limit. String measured: ${measured}`);
}

function limitExceeded(path: string, value: string | number, what: "value" | "length", limit: number): string {
  return `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: Member must have ${what} less than or equal to ${limit}`;
}
