import type { LocalCloud } from "../cloud.ts";
import type { ServiceName } from "../model/service-model.ts";
import { AwsError, notSupported } from "../protocol/aws-error.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import { findBucket } from "../services/s3/buckets.ts";
import type { Claim } from "./claim.ts";
import { findScopeError } from "./find-scope-error.ts";
import { serviceByForm } from "./service-by-form.ts";

/**
 * Creates the claim for a request whose signature is missing or malformed, or names a service that the local cloud
 * lacks. Only S3 accepts an unsigned request, and only if a bucket policy allows anonymous access.
 */
export function unsignedClaim(cloud: LocalCloud, request: WireRequest): Claim {
  const bucket = findBucket(cloud, request.path.split("/")[1] ?? "");
  const region = bucket?.region ?? "us-east-1";
  const service = serviceByForm(cloud, request) ?? (isFormEncoded(request) ? "iam" : "s3");
  const error =
    findScopeError(service, request) ?? (service === "s3" ? findMechanismError(request) : missingToken(service));
  const reject = () => Promise.reject(error);
  if (error) return { service, region, request, authenticate: reject, authenticateHeaders: reject };
  const principal = { type: "anonymous", arn: "anonymous", userId: "anonymous", account: "anonymous" } as const;
  const key = { secretAccessKey: "", principal, policies: [] };
  return {
    service,
    region,
    request,
    authenticate: async () => key,
    authenticateHeaders: () => Promise.reject(notSupported("An unsigned request with a large body")),
  };
}

/** The error for a malformed or unsupported signature; undefined for an anonymous request. */
function findMechanismError({ headers: { authorization }, query }: WireRequest): AwsError | undefined {
  if (authorization?.startsWith("AWS ") || query.has("AWSAccessKeyId"))
    return new AwsError(
      "InvalidRequest",
      400,
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  if (authorization?.startsWith("AWS4-HMAC-SHA256"))
    return new AwsError(
      "AuthorizationHeaderMalformed",
      400,
      "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.",
    );
  if (authorization === undefined) return undefined;
  return new AwsError("InvalidArgument", 400, "Unsupported Authorization Type", {
    fields: { ArgumentName: "Authorization", ArgumentValue: authorization },
  });
}

function isFormEncoded({ headers }: WireRequest): boolean {
  return (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
}

function missingToken(service: ServiceName): AwsError {
  if (service === "logs")
    return new AwsError("MissingAuthenticationTokenException", 400, "Missing Authentication Token");
  if (service === "iam" || service === "sts")
    return new AwsError("MissingAuthenticationToken", 403, "Request is missing Authentication Token");
  const isDynamoDb = service === "dynamodb";
  return new AwsError(
    "MissingAuthenticationTokenException",
    isDynamoDb ? 400 : 403,
    isDynamoDb ? "Request is missing Authentication Token" : "Missing Authentication Token",
  );
}
