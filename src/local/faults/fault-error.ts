import type { ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";

const RETRY_AFTER_SECONDS = 1;

const UNKNOWN_FAILURE = "The request processing has failed because of an unknown error, exception or failure.";
const TEMPORARY_FAILURE = "The request has failed due to a temporary failure of the server.";

/**
 * Each service's error for too many calls, from its "Common Errors" page; for S3, from
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
 */
export function throttled(service: ServiceName, seconds = RETRY_AFTER_SECONDS): AwsError {
  const headers = { "retry-after": String(Math.ceil(seconds)) };
  if (service === "apigateway") return new AwsError("TooManyRequestsException", 429, "Too Many Requests", { headers });
  if (service === "lambda") {
    const fields = { Reason: "CallerRateLimitExceeded" };
    return new AwsError("TooManyRequestsException", 429, "Rate exceeded", { headers, fields });
  }
  if (service === "s3") return new AwsError("SlowDown", 503, "Please reduce your request rate.");
  if (service === "dynamodb")
    return new AwsError("com.amazon.coral.availability#ThrottlingException", 400, "Rate exceeded");
  return new AwsError(service === "logs" ? "ThrottlingException" : "Throttling", 400, "Rate exceeded");
}

/** Each service's error for an internal failure. */
export function internalError(service: ServiceName): AwsError {
  if (service === "s3")
    return new AwsError("InternalError", 500, "We encountered an internal error. Please try again.");
  if (service === "dynamodb")
    return new AwsError("com.amazonaws.dynamodb.v20120810#InternalServerError", 500, "Internal server error");
  if (service === "lambda") return new AwsError("ServiceException", 500, UNKNOWN_FAILURE);
  return new AwsError(service === "iam" ? "ServiceFailure" : "InternalFailure", 500, UNKNOWN_FAILURE);
}

/** Each service's error for a temporary failure. */
export function unavailable(service: ServiceName): AwsError {
  if (service === "s3") return new AwsError("ServiceUnavailable", 503, "Service is unable to handle request.");
  const hasOwnError = service === "apigateway" || service === "logs";
  return new AwsError(hasOwnError ? "ServiceUnavailableException" : "ServiceUnavailable", 503, TEMPORARY_FAILURE);
}
