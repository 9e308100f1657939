import { createHash } from "node:crypto";
import type { PutObjectOutput, PutObjectRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { objectNeeds } from "./access.ts";
import { presentBucket } from "./buckets.ts";
import { checkObjectDigests } from "./integrity.ts";
import { checkKey } from "./object-key.ts";
import type { ObjectContent } from "./store.ts";
import { entityTag } from "./stored-object.ts";
import { addVersion, newVersionId } from "./versions.ts";

type Input = Omit<Validated<PutObjectRequest>, "Body"> & { readonly Body?: Uint8Array };

const METADATA_LIMIT_BYTES = 2048;

/** S3 PutObject: the whole object or nothing; digests that came with it must match. */
export const putObject = {
  needs(input: Input, call: Call) {
    return objectNeeds(call, input, "s3:PutObject");
  },

  run(input: Input, call: Call): PutObjectOutput {
    const bucket = presentBucket(call, input);
    checkKey(input.Key);
    checkAcl(input.ACL);
    const content = store(input, call);
    const versionId = newVersionId(bucket);
    addVersion(bucket, { key: input.Key, versionId, createdAt: call.cloud.clock.now(), content });
    const { checksum } = content;
    return {
      ETag: entityTag(content),
      ServerSideEncryption: "AES256",
      ...(bucket.versioning === "Enabled" && { VersionId: versionId }),
      ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: "FULL_OBJECT" }),
    };
  },
} satisfies Operation;

function store(input: Input, call: Call): ObjectContent {
  const body = input.Body ?? new Uint8Array();
  const metadata = Object.entries(input.Metadata ?? {});
  checkMetadata(metadata);
  return {
    checksum: checkObjectDigests(body, input),
    blob: call.cloud.blobs.put(body),
    size: body.byteLength,
    md5: createHash("md5").update(body).digest("hex"),
    contentType: input.ContentType ?? "binary/octet-stream",
    cacheControl: input.CacheControl,
    contentEncoding: withoutChunking(input.ContentEncoding),
    metadata,
  };
}

/** In a bucket whose owner owns everything, the only ACL is the one that says so (AmazonS3/about-object-ownership). */
function checkAcl(acl: string | undefined): void {
  if (acl !== undefined && acl !== "bucket-owner-full-control")
    throw new AwsError("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
}

function checkMetadata(metadata: readonly (readonly [string, string])[]): void {
  const size = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > METADATA_LIMIT_BYTES)
    throw new AwsError("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
      fields: { Size: size, MaxSizeAllowed: METADATA_LIMIT_BYTES },
    });
}

/** `aws-chunked` tells how the bytes travelled, not what they are (AmazonS3/sigv4-streaming). */
function withoutChunking(encoding: string | undefined): string | undefined {
  const left = (encoding ?? "").split(",").map((name) => name.trim());
  return left.filter((name) => name !== "" && name !== "aws-chunked").join(",") || undefined;
}
