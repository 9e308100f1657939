import type { DeleteMarkerEntry, ListObjectVersionsOutput, ListObjectVersionsRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { invalidArgument } from "./invalid-argument.ts";
import { ownerOf } from "./listed-object.ts";
import { encoderFor, pageSize } from "./listing-parameters.ts";
import type { BucketRecord, ObjectVersion } from "./store.ts";
import { entityTag, lastModified } from "./stored-object.ts";
import { compareKeys } from "./versions.ts";

type Input = Validated<ListObjectVersionsRequest>;

/** S3 ListObjectVersions: every version and delete marker, by key, newest first, at most 1000 at a time. */
export const listObjectVersions = {
  permissions(input: Input, call: Call) {
    return bucketPermissions(call, input, "s3:ListBucketVersions", {
      ...(input.Prefix !== undefined && { "s3:prefix": input.Prefix }),
    });
  },

  run(input: Input, call: Call): ListObjectVersionsOutput {
    const bucket = requireBucket(call, input);
    const { Prefix = "", KeyMarker = "", VersionIdMarker = "", EncodingType } = input;
    const size = pageSize(input.MaxKeys, "max-keys");
    const encode = encoderFor(EncodingType);
    const remaining = versionsAfter(bucket, KeyMarker, VersionIdMarker).filter(({ key }) => key.startsWith(Prefix));
    const page = remaining.slice(0, size);
    const last = remaining.length > size ? page.at(-1) : undefined;
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker,
      MaxKeys: size,
      IsTruncated: last !== undefined,
      ...(EncodingType !== undefined && { EncodingType }),
      ...(last && { NextKeyMarker: encode(last.key), NextVersionIdMarker: last.versionId }),
      Versions: page
        .filter(({ content }) => content)
        .map((version) => ({ ...entry(bucket, version, encode), ...contentOf(version) })),
      DeleteMarkers: page.filter(({ content }) => !content).map((version) => entry(bucket, version, encode)),
    };
  },
} satisfies Operation;

/** The versions after the markers: after the marked version or, if it does not exist, after all versions of the key. */
function versionsAfter(
  { versions }: BucketRecord,
  keyMarker: string,
  versionIdMarker: string,
): readonly ObjectVersion[] {
  if (versionIdMarker !== "" && keyMarker === "")
    throw invalidArgument(
      "A version-id marker cannot be specified without a key marker.",
      "version-id-marker",
      versionIdMarker,
    );
  const marked = versions.findIndex(({ key, versionId }) => key === keyMarker && versionId === versionIdMarker);
  if (marked >= 0) return versions.slice(marked + 1);
  return versions.filter(({ key }) => compareKeys(key, keyMarker) > 0);
}

function entry(bucket: BucketRecord, version: ObjectVersion, encode: (text: string) => string): DeleteMarkerEntry {
  const newest = bucket.versions.find(({ key }) => key === version.key);
  return {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version === newest,
    LastModified: lastModified(version),
    Owner: ownerOf(bucket.owner),
  };
}

function contentOf({ content }: ObjectVersion): object {
  if (!content) return {};
  return {
    ETag: entityTag(content),
    Size: content.size,
    StorageClass: "STANDARD",
    ...(content.checksum && { ChecksumAlgorithm: [content.checksum.algorithm], ChecksumType: "FULL_OBJECT" }),
  };
}
