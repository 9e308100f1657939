import type { GetObjectOutput, GetObjectRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, RequiredPermission, Validated } from "../operation.ts";
import { objectPermissions, refusalOf } from "./access.ts";
import { accessDenied, bucketArn, requireBucket } from "./buckets.ts";
import { type ByteRange, readByteRange } from "./byte-range.ts";
import { invalidArgument } from "./invalid-argument.ts";
import type { BucketRecord, ObjectContent, ObjectVersion } from "./store.ts";
import { currentVersion, isVersionId, versionsOf } from "./versions.ts";

type ReadInput = Pick<
  Validated<GetObjectRequest>,
  "Bucket" | "Key" | "VersionId" | "IfMatch" | "IfNoneMatch" | "ChecksumMode" | "ExpectedBucketOwner" | "Range"
>;

/** The object that a request reads: its content, and the headers that GetObject and HeadObject share. */
interface StoredObject {
  readonly content: ObjectContent;
  readonly headers: Omit<GetObjectOutput, "Body">;
  readonly range?: ByteRange | undefined;
}

export function readPermissions(input: ReadInput, call: Call): readonly RequiredPermission[] {
  return objectPermissions(call, input, input.VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion");
}

/** Returns the object that a request reads. Throws S3's error if it is missing or a condition is not met. */
export function requireStoredObject(input: ReadInput, call: Call, method: "GET" | "HEAD"): StoredObject {
  const bucket = requireBucket(call, input);
  const version = findVersion(bucket, input);
  const content = version?.content;
  if (!version) throw missingError(call, bucket, input);
  if (!content) throw deletedError(version, input, method);
  checkConditions(content, input);
  const range = readByteRange(input.Range, content.size);
  // The checksum is for the whole object, so a response with a range has no checksum
  // (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
  const headers = headersOf(bucket, version, content, input.ChecksumMode === "ENABLED" && !range);
  return { content, headers: { ...headers, ...(range && rangeHeaders(range, content.size)) }, range };
}

/** An object's entity tag: the MD5 of its bytes, quoted. */
export function entityTag({ md5 }: ObjectContent): string {
  return `"${md5}"`;
}

/** When a version was created, in whole seconds as in S3's headers. */
export function lastModified({ createdAt }: Pick<ObjectVersion, "createdAt">): Date {
  return new Date(Math.floor(createdAt / 1000) * 1000);
}

/** Whether a conditional header (a list of entity tags, or `*`) matches this tag. */
export function matchesTag(list: string, tag: string): boolean {
  return list
    .split(",")
    .some(
      (item) => item.trim() === "*" || item.trim().replace(/^W\//, "").replaceAll('"', "") === tag.replaceAll('"', ""),
    );
}

function findVersion(bucket: BucketRecord, { Key, VersionId }: ReadInput): ObjectVersion | undefined {
  if (VersionId === undefined) return currentVersion(bucket, Key);
  if (!isVersionId(bucket, VersionId)) throw invalidArgument("Invalid version id specified", "versionId", VersionId);
  return versionsOf(bucket, Key).find(({ versionId }) => versionId === VersionId);
}

/**
 * The error for a missing object. Unless the caller may list keys, the error does not reveal that the key is missing
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, "Permissions").
 */
function missingError(call: Call, bucket: BucketRecord, { Key, VersionId }: ReadInput): AwsError {
  const refusal = refusalOf(call, bucket, { action: "s3:ListBucket", resource: bucketArn(bucket.name) });
  if (refusal !== undefined) return accessDenied(refusal);
  if (VersionId === undefined) return noSuchKey(Key, {});
  return new AwsError("NoSuchVersion", 404, "The specified version does not exist.", { fields: { Key, VersionId } });
}

function deletedError({ versionId }: ObjectVersion, { Key, VersionId }: ReadInput, method: string): AwsError {
  const headers = { "x-amz-delete-marker": "true", "x-amz-version-id": versionId };
  if (VersionId === undefined) return noSuchKey(Key, headers);
  return new AwsError("MethodNotAllowed", 405, "The specified method is not allowed against this resource.", {
    fields: { Method: method, ResourceType: "DeleteMarker" },
    headers: { ...headers, allow: "DELETE" },
  });
}

function noSuchKey(key: string, headers: Readonly<Record<string, string>>): AwsError {
  return new AwsError("NoSuchKey", 404, "The specified key does not exist.", { fields: { Key: key }, headers });
}

function checkConditions(content: ObjectContent, { IfMatch, IfNoneMatch }: ReadInput): void {
  const tag = entityTag(content);
  if (IfMatch !== undefined && !matchesTag(IfMatch, tag))
    throw new AwsError("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", {
      fields: { Condition: "If-Match" },
    });
  if (IfNoneMatch !== undefined && matchesTag(IfNoneMatch, tag))
    throw new AwsError("NotModified", 304, "Not Modified", { headers: { etag: tag } });
}

function rangeHeaders({ first, last }: ByteRange, size: number): StoredObject["headers"] {
  return { ContentLength: last - first + 1, ContentRange: `bytes ${first}-${last}/${size}` };
}

function headersOf(
  bucket: BucketRecord,
  version: ObjectVersion,
  content: ObjectContent,
  withChecksum: boolean,
): StoredObject["headers"] {
  const { checksum, cacheControl, contentEncoding } = content;
  return {
    AcceptRanges: "bytes",
    ContentLength: content.size,
    ContentType: content.contentType,
    ETag: entityTag(content),
    LastModified: lastModified(version),
    Metadata: Object.fromEntries(content.metadata),
    ServerSideEncryption: "AES256",
    ...(cacheControl !== undefined && { CacheControl: cacheControl }),
    ...(contentEncoding !== undefined && { ContentEncoding: contentEncoding }),
    ...(bucket.versioning && { VersionId: version.versionId }),
    ...(withChecksum && checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: "FULL_OBJECT" }),
  };
}
