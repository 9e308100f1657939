import type { CopyObjectOutput, CopyObjectRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { objectPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { invalidArgument } from "./invalid-argument.ts";
import { checkAcl, checkMetadata, withoutChunking } from "./object-settings.ts";
import { checkKey } from "./put-object.ts";
import type { ObjectContent } from "./store.ts";
import { entityTag, lastModified, readPermissions, requireStoredObject } from "./stored-object.ts";
import { addVersion, newVersionId } from "./versions.ts";

type Input = Validated<CopyObjectRequest>;

/** S3 CopyObject: copies an object's bytes, and either copies or replaces its metadata. */
export const copyObject = {
  permissions(input: Input, call: Call) {
    return [...readPermissions(sourceOf(input), call), ...objectPermissions(call, input, "s3:PutObject")];
  },

  run(input: Input, call: Call): CopyObjectOutput {
    const bucket = requireBucket(call, input);
    checkKey(input.Key);
    checkAcl(input.ACL);
    const source = sourceOf(input);
    const copied = requireStoredObject(source, call, "GET");
    if (isSelfCopy(input, source) && input.MetadataDirective !== "REPLACE")
      throw new AwsError(
        "InvalidRequest",
        400,
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    const content = input.MetadataDirective === "REPLACE" ? withNewMetadata(copied.content, input) : copied.content;
    const versionId = newVersionId(bucket);
    const version = { key: input.Key, versionId, createdAt: call.cloud.clock.now(), content };
    addVersion(bucket, version);
    const { checksum } = content;
    return {
      CopyObjectResult: {
        ETag: entityTag(content),
        LastModified: lastModified(version),
        ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: "FULL_OBJECT" }),
      },
      ServerSideEncryption: "AES256",
      ...(bucket.versioning === "Enabled" && { VersionId: versionId }),
      ...(copied.headers.VersionId !== undefined && { CopySourceVersionId: copied.headers.VersionId }),
    };
  },
} satisfies Operation;

interface Source {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Parses `[/]bucket/key[?versionId=id]`, where bucket and key are percent-encoded. */
function sourceOf({ CopySource, ExpectedSourceBucketOwner }: Input): Source {
  const [, path = "", VersionId] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(CopySource) ?? [];
  const [Bucket = "", ...rest] = decode(path, CopySource).split("/");
  const Key = rest.join("/");
  if (Bucket === "" || Key === "") throw malformedSource(CopySource);
  return {
    Bucket,
    Key,
    ExpectedBucketOwner: ExpectedSourceBucketOwner,
    ...(VersionId !== undefined && { VersionId }),
  };
}

function decode(path: string, source: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw malformedSource(source);
  }
}

function malformedSource(source: string): AwsError {
  return invalidArgument(
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    "x-amz-copy-source",
    source,
  );
}

function isSelfCopy(input: Input, { Bucket, Key, VersionId }: Source): boolean {
  return input.Bucket === Bucket && input.Key === Key && VersionId === undefined;
}

function withNewMetadata(content: ObjectContent, input: Input): ObjectContent {
  const metadata = Object.entries(input.Metadata ?? {});
  checkMetadata(metadata);
  return {
    ...content,
    contentType: input.ContentType ?? "binary/octet-stream",
    cacheControl: input.CacheControl,
    contentEncoding: withoutChunking(input.ContentEncoding),
    metadata,
  };
}
