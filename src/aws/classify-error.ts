import type { RetryErrorInfo } from "@smithy/types";
import { connectionCode } from "./connection-code.ts";

/** Why a call failed that may do better a moment later: too many calls, a failure inside AWS, or no answer at all. */
export type ErrorClass = "throttled" | "failing" | "unreachable";

/** Undefined for a failure that time does not mend. */
export function classifyError(service: string, { error, errorType }: RetryErrorInfo): ErrorClass | undefined {
  if (errorType === "TRANSIENT") return statusOf(error) === undefined ? "unreachable" : "failing";
  return errorType === "THROTTLING" && !isQuota(service, error) ? "throttled" : undefined;
}

/** What is waited for: completes "waiting for ...". */
export function describeErrorClass(service: string, trouble: ErrorClass, error: unknown): string {
  if (trouble === "throttled") return `${service} to take more calls (throttled)`;
  if (trouble === "failing") return `${service} to answer (${statusOf(error)})`;
  return `the connection to ${service} to come back (${connectionCode(error)})`;
}

/** The HTTP status of an answer; undefined where none came. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const { $metadata } = error;
  return typeof $metadata === "object" &&
    $metadata !== null &&
    "httpStatusCode" in $metadata &&
    typeof $metadata.httpStatusCode === "number"
    ? $metadata.httpStatusCode
    : undefined;
}

/** What the service says in Retry-After, which API Gateway's and Lambda's errors have as a member; 0 where it says nothing. */
export function hintSeconds(error: unknown): number {
  if (!(error instanceof Error) || !("retryAfterSeconds" in error)) return 0;
  const seconds = Number(error.retryAfterSeconds);
  return seconds > 0 ? seconds : 0;
}

/**
 * The SDK takes every LimitExceededException for a throttle. It is one in DynamoDB, of tables created at the same time and while a table's tags are being
 * updated (https://github.com/aws-controllers-k8s/dynamodb-controller/tree/main/docs/api-quirks), and in API Gateway where it says when to come back; elsewhere, as in IAM, it is a quota.
 */
function isQuota(service: string, error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "LimitExceededException") return false;
  return (
    hintSeconds(error) === 0 && !(service === "DynamoDB" && /simultaneous|tags are being updated/i.test(error.message))
  );
}
