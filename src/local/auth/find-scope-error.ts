import type { ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import { incompleteSignature, invalidSignature } from "./signature-errors.ts";

const COMPLETE = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=[^,\s]+, *Signature=\S+$/;
const S3_FORM = "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request";

/**
 * Finds the error in an Authorization header's credential, which must have five parts and name the service that
 * receives the request. Returns undefined if there is no error, or if the header is missing or malformed
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html).
 */
export function findScopeError(service: ServiceName, { headers }: WireRequest): AwsError | undefined {
  const credential = COMPLETE.exec(headers.authorization ?? "")?.[1];
  if (credential === undefined) return undefined;
  const parts = credential.split("/");
  const [, , , named] = parts;
  if (parts.length === 5 && named === service) return undefined;
  if (service === "s3") return s3ScopeError(parts.length === 5 ? named : undefined);
  if (parts.length === 5)
    return invalidSignature(service, `Credential should be scoped to correct service: '${service}'. `);
  return incompleteSignature(
    service,
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
  );
}

function s3ScopeError(named: string | undefined): AwsError {
  const why =
    named === undefined
      ? `the Credential is mal-formed; expecting "${S3_FORM}".`
      : `incorrect service "${named}". This endpoint belongs to "s3".`;
  return new AwsError("AuthorizationHeaderMalformed", 400, `The authorization header is malformed; ${why}`);
}
