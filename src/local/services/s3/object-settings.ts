import { AwsError } from "../../protocol/aws-error.ts";

const METADATA_LIMIT_BYTES = 2048;

/**
 * Rejects every ACL except `bucket-owner-full-control`: S3 accepts no other ACL if the bucket owner owns every object
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html).
 */
export function checkAcl(acl: string | undefined): void {
  if (acl !== undefined && acl !== "bucket-owner-full-control")
    throw new AwsError("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
}

/** Rejects metadata that exceeds S3's size limit. */
export function checkMetadata(metadata: readonly (readonly [string, string])[]): void {
  const size = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > METADATA_LIMIT_BYTES)
    throw new AwsError("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
      fields: { Size: size, MaxSizeAllowed: METADATA_LIMIT_BYTES },
    });
}

/**
 * The content encoding without `aws-chunked`, which describes how the bytes were sent, not the bytes themselves
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
 */
export function withoutChunking(encoding: string | undefined): string | undefined {
  const names = (encoding ?? "").split(",").map((name) => name.trim());
  return names.filter((name) => name !== "" && name !== "aws-chunked").join(",") || undefined;
}
