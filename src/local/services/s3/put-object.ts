import { createHash } from "node:crypto";
import type { PutObjectOutput, PutObjectRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { objectPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { checkDigests } from "./integrity.ts";
import { checkAcl, checkMetadata, withoutChunking } from "./object-settings.ts";
import type { ObjectContent } from "./store.ts";
import { entityTag } from "./stored-object.ts";
import { addVersion, newVersionId } from "./versions.ts";

type Input = Omit<Validated<PutObjectRequest>, "Body"> & { readonly Body?: Uint8Array };

/** S3 PutObject: stores the whole object or nothing. The request's digests must match the body. */
export const putObject = {
  permissions(input: Input, call: Call) {
    return objectPermissions(call, input, "s3:PutObject");
  },

  run(input: Input, call: Call): PutObjectOutput {
    const bucket = requireBucket(call, input);
    checkKey(input.Key);
    checkAcl(input.ACL);
    const content = storeContent(input, call);
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

function storeContent(input: Input, call: Call): ObjectContent {
  const body = input.Body ?? new Uint8Array();
  const metadata = Object.entries(input.Metadata ?? {});
  checkMetadata(metadata);
  return {
    checksum: checkDigests(call).checksum,
    blob: call.cloud.blobs.put(body),
    size: body.byteLength,
    md5: createHash("md5").update(body).digest("hex"),
    contentType: input.ContentType ?? "binary/octet-stream",
    cacheControl: input.CacheControl,
    contentEncoding: withoutChunking(input.ContentEncoding),
    metadata,
  };
}

const KEY_LIMIT_BYTES = 1024;

/**
 * Rejects a key that is longer than 1024 bytes in UTF-8. S3 accepts any other string
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html).
 */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > KEY_LIMIT_BYTES)
    throw new AwsError("KeyTooLongError", 400, "Your key is too long", {
      fields: { Size: size, MaxSizeAllowed: KEY_LIMIT_BYTES },
    });
}
