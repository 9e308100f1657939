import type { RetryErrorInfo } from "@smithy/types";
import { codeOf } from "../errors.ts";
import { isRecord, type JsonObject } from "../text/json.ts";

/** The class of an error after which a retry may succeed: too many calls, an error inside AWS, or no response. */
export type ErrorClass = "throttled" | "failing" | "unreachable";

/** The class of a retryable error; undefined for any other error. */
export function classifyError(service: string, { error, errorType }: RetryErrorInfo): ErrorClass | undefined {
  if (errorType === "TRANSIENT") return statusOf(error) === undefined ? "unreachable" : "failing";
  return errorType === "THROTTLING" && !isQuota(service, error) ? "throttled" : undefined;
}

/** The reason for a retry: completes "waiting for ...". */
export function describeErrorClass(service: string, errorClass: ErrorClass, error: unknown): string {
  if (errorClass === "throttled") return `${service} to accept more calls (throttled)`;
  if (errorClass === "failing") return `${service} to recover (HTTP ${statusOf(error)})`;
  return `a connection to ${service} (${connectionCode(error)})`;
}

/**
 * The reason why a connection failed: the code of Node's error (ECONNRESET), even if the SDK wraps it, or the name of
 * the SDK's error (TimeoutError).
 */
export function connectionCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return codeOf(error) ?? codeOf(error.cause) ?? error.name;
}

/** The HTTP status of the response; undefined if no response arrived. */
export function statusOf(error: unknown): number | undefined {
  const { httpStatusCode } = metadataOf(error);
  return typeof httpStatusCode === "number" ? httpStatusCode : undefined;
}

/** The metadata that the SDK adds to a call's error; empty for any other error. */
export function metadataOf(error: unknown): JsonObject {
  const metadata = error instanceof Error && "$metadata" in error ? error.$metadata : undefined;
  return isRecord(metadata) ? metadata : {};
}

/** The Retry-After of the response, which the SDK provides only for API Gateway and Lambda; 0 if absent. */
export function retryAfterSeconds(error: unknown): number {
  if (!(error instanceof Error) || !("retryAfterSeconds" in error)) return 0;
  const seconds = Number(error.retryAfterSeconds);
  return seconds > 0 ? seconds : 0;
}

/**
 * Whether an error means that a quota is exhausted, so a retry does not help. The SDK retries every
 * LimitExceededException. This error means throttling only if API Gateway sends it with a Retry-After, or if DynamoDB
 * reports too many simultaneous table operations or that a table's tags are being updated
 * (https://github.com/aws-controllers-k8s/dynamodb-controller/tree/main/docs/api-quirks).
 */
function isQuota(service: string, error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "LimitExceededException") return false;
  return (
    retryAfterSeconds(error) === 0 &&
    !(service === "DynamoDB" && /simultaneous|tags are being updated/i.test(error.message))
  );
}
