import type { LocalCloud } from "../cloud.ts";
import { AwsError } from "../protocol/aws-error.ts";
import { invalidSignature, type SigningName } from "./signature-errors.ts";

/**
 * The maximum clock skew: 5 minutes, or 15 for S3
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html).
 */
const MAX_SKEW_MS = 5 * 60_000;
export const S3_MAX_SKEW_MS = 15 * 60_000;

/** The maximum validity of a signature in a URL: 7 days. */
export const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;

/** Throws the service's error if the time of a signature is too far from the current time. */
export function checkTime(cloud: LocalCloud, service: SigningName, date: Date): void {
  const sent = amzDate(date.getTime());
  const allowed = service === "s3" ? S3_MAX_SKEW_MS : MAX_SKEW_MS;
  const skew = cloud.clock.now() - date.getTime();
  if (Math.abs(skew) <= allowed) return;
  if (service === "s3")
    throw new AwsError(
      "RequestTimeTooSkewed",
      403,
      "The difference between the request time and the current time is too large.",
    );
  const now = amzDate(cloud.clock.now());
  const limit = amzDate(cloud.clock.now() - Math.sign(skew) * allowed);
  const relation =
    skew > 0
      ? `Signature expired: ${sent} is now earlier than ${limit}`
      : `Signature not yet current: ${sent} is still later than ${limit}`;
  throw invalidSignature(service, `${relation} (${now} ${skew > 0 ? "-" : "+"} 5 min.)`);
}

/** Parses ISO 8601 basic format, which signatures use. Returns an invalid date for any other string. */
export function parseAmzDate(text: string): Date {
  const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

/** Formats a time in ISO 8601 basic format. */
export function amzDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
