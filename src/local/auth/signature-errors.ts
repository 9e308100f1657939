import type { ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";

/** The service name in a signature: one of the endpoint's services, or `execute-api` for deployed APIs. */
export type SigningName = ServiceName | "execute-api";

/** Each service's error for an unknown access key. */
export function unknownKey(service: SigningName): AwsError {
  if (service === "s3")
    return new AwsError("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.");
  return refusal(
    service,
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
  );
}

/** Each service's error for expired credentials. */
export function expiredCredentials(service: SigningName): AwsError {
  if (service === "s3") return new AwsError("ExpiredToken", 400, "The provided token has expired.");
  return refusal(
    service,
    "ExpiredToken",
    "ExpiredTokenException",
    "The security token included in the request is expired",
  );
}

/** Each service's error for a signature that does not match. */
export function signatureMismatch(service: SigningName): AwsError {
  const text =
    service === "s3"
      ? "Check your key and signing method."
      : "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
  const message = `The request signature we calculated does not match the signature you provided. ${text}`;
  return invalidSignature(service, message);
}

/** Each service's error for a well-formed signature that is not valid for the request. */
export function invalidSignature(service: SigningName, message: string): AwsError {
  return refusal(service, "SignatureDoesNotMatch", "InvalidSignatureException", message);
}

/** Each service's error for a signature with a missing or malformed part. */
export function incompleteSignature(service: SigningName, message: string): AwsError {
  if (service === "s3")
    return new AwsError("AccessDenied", 403, "AWS authentication requires a valid Date or x-amz-date header");
  return service === "iam" || service === "sts"
    ? new AwsError("IncompleteSignature", 400, message)
    : refusal(service, "IncompleteSignature", "IncompleteSignatureException", message);
}

/** Each service's error for a date in the wrong format. */
export function invalidDate(service: SigningName, date: string): AwsError {
  return incompleteSignature(
    service,
    `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

/**
 * An error about a signature. The query services and S3 return `queryCode` with the status 403; the other services
 * return `jsonCode`, with 400 in JSON protocols and 403 in REST protocols.
 */
function refusal(service: SigningName, queryCode: string, jsonCode: string, message: string): AwsError {
  if (service === "iam" || service === "sts" || service === "s3") return new AwsError(queryCode, 403, message);
  return new AwsError(jsonCode, service === "dynamodb" || service === "logs" ? 400 : 403, message);
}
