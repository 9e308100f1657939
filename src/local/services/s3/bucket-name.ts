import { AwsError } from "../../protocol/aws-error.ts";

/**
 * Rejects names that S3 does not accept for a new general purpose bucket
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
 */
export function checkBucketName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..") && !isIpAddress(name);
  const reserved = RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
  if (!wellFormed || reserved || RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix)))
    throw new AwsError("InvalidBucketName", 400, "The specified bucket is not valid.", {
      fields: { BucketName: name },
    });
}

const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

function isIpAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
