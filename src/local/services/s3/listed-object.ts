import { createHash } from "node:crypto";
import type { RequiredPermission } from "../operation.ts";
import type { BucketRecord } from "./store.ts";
import { entityTag, lastModified } from "./stored-object.ts";
import { currentVersion } from "./versions.ts";

/** The keys of a bucket's current objects, in listing order. */
export function currentKeys({ versions }: BucketRecord): readonly string[] {
  return versions
    .filter(({ key, content }, index) => content && versions[index - 1]?.key !== key)
    .map(({ key }) => key);
}

/** The properties of an object in a listing, except its key. */
export function listedObject(bucket: BucketRecord, key: string): object {
  const version = currentVersion(bucket, key);
  if (!version?.content) return {};
  const { content } = version;
  return {
    LastModified: lastModified(version),
    ETag: entityTag(content),
    Size: content.size,
    StorageClass: "STANDARD",
    ...(content.checksum && { ChecksumAlgorithm: [content.checksum.algorithm], ChecksumType: "FULL_OBJECT" }),
  };
}

/**
 * The condition keys for a list request
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html).
 */
export function listContext({
  Prefix,
  Delimiter,
  MaxKeys,
}: {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}): RequiredPermission["context"] {
  return {
    ...(Prefix !== undefined && { "s3:prefix": Prefix }),
    ...(Delimiter !== undefined && { "s3:delimiter": Delimiter }),
    ...(MaxKeys !== undefined && { "s3:max-keys": String(MaxKeys) }),
  };
}

/** The owner in S3's listings: an account's canonical user ID. */
export function ownerOf(account: string): { readonly ID: string } {
  return { ID: createHash("sha256").update(`canonical user ${account}`).digest("hex") };
}
