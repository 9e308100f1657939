import { createHash } from "node:crypto";
import { AwsError } from "../protocol/aws-error.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import { incompleteSignature, invalidDate, invalidSignature, type SigningName } from "./signature-errors.ts";
import { parseAmzDate } from "./signature-time.ts";

/** The date and region of the credential, and the signed headers. */
export interface SignedScope {
  /** Such as `20261128`. */
  readonly day: string;
  readonly region: string;
  readonly signedHeaders: ReadonlySet<string>;
}

/**
 * Checks a signature before it is recomputed, in AWS's order: its date, the `host` and `x-amz-` headers that it must
 * cover, and the region and day of its credential
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html).
 */
export function checkForm(
  service: SigningName,
  request: WireRequest,
  { day, region, signedHeaders }: SignedScope,
): void {
  const date = request.headers["x-amz-date"];
  if (date === undefined) throw missingDate(service, request);
  if (Number.isNaN(parseAmzDate(date).getTime())) throw invalidDate(service, date);
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name === "host" || name.startsWith("x-amz-")) && !signedHeaders.has(name),
  );
  if (unsigned.length > 0) throw notSigned(service, unsigned);
  if (!isRegion(region)) throw invalidRegion(service, region);
  if (!date.startsWith(day)) throw dayMismatch(service, day, date.slice(0, day.length));
}

/** Whether a string has the form of a region, according to Lambda's pattern for function ARNs. */
export function isRegion(text: string): boolean {
  return /^(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d$/.test(text);
}

function missingDate(service: SigningName, { headers }: WireRequest): AwsError {
  const hash = createHash("sha256")
    .update(headers.authorization ?? "")
    .digest("base64");
  return incompleteSignature(
    service,
    `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=${hash}`,
  );
}

function notSigned(service: SigningName, names: readonly string[]): AwsError {
  if (service === "s3")
    return new AwsError("AccessDenied", 403, "There were headers present in the request which were not signed", {
      fields: { HeadersNotSigned: names.join(", ") },
    });
  const [first = ""] = names;
  const name = first === "host" ? "'Host' or ':authority'" : `'${first}'`;
  return invalidSignature(service, `${name} must be a 'SignedHeader' in the AWS Authorization.`);
}

function invalidRegion(service: SigningName, region: string): AwsError {
  if (service === "s3")
    return new AwsError(
      "AuthorizationHeaderMalformed",
      400,
      `The authorization header is malformed; the region '${region}' is wrong`,
    );
  return invalidSignature(service, `Credential should be scoped to a valid region, not '${region}'. `);
}

function dayMismatch(service: SigningName, day: string, requestDay: string): AwsError {
  if (service === "s3")
    return new AwsError(
      "AuthorizationHeaderMalformed",
      400,
      `The authorization header is malformed; Invalid credential date "${day}". This date is not the same as X-Amz-Date: "${requestDay}".`,
    );
  return invalidSignature(
    service,
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.",
  );
}
