import { randomBytes } from "node:crypto";
import type {
  AbortMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  MultipartUpload,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions, objectPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { ownerOf } from "./listed-object.ts";
import { encoderFor, pageSize } from "./listing-parameters.ts";
import { checkKey } from "./put-object.ts";
import type { BucketRecord, UploadRecord } from "./store.ts";
import { compareKeys } from "./versions.ts";

/** S3 CreateMultipartUpload: starts an upload that can be listed and aborted. The local cloud accepts no parts. */
export const createMultipartUpload = {
  permissions(input: Validated<CreateMultipartUploadRequest>, call: Call) {
    return objectPermissions(call, input, "s3:PutObject");
  },

  run(input: Validated<CreateMultipartUploadRequest>, call: Call): CreateMultipartUploadOutput {
    const bucket = requireBucket(call, input);
    checkKey(input.Key);
    const uploadId = randomBytes(48).toString("base64url").replaceAll("-", ".");
    bucket.uploads.push({ key: input.Key, uploadId, startedAt: call.cloud.clock.now() });
    return { Bucket: bucket.name, Key: input.Key, UploadId: uploadId, ServerSideEncryption: "AES256" };
  },
} satisfies Operation;

/** S3 ListMultipartUploads: the uploads in progress, by key and start time, at most 1000 at a time. */
export const listMultipartUploads = {
  permissions(input: Validated<ListMultipartUploadsRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:ListBucketMultipartUploads");
  },

  run(input: Validated<ListMultipartUploadsRequest>, call: Call): ListMultipartUploadsOutput {
    const bucket = requireBucket(call, input);
    const { Prefix = "", KeyMarker = "", UploadIdMarker = "", EncodingType } = input;
    const size = pageSize(input.MaxUploads, "max-uploads");
    const encode = encoderFor(EncodingType);
    const remaining = uploadsAfter(bucket, KeyMarker, UploadIdMarker).filter(({ key }) => key.startsWith(Prefix));
    const page = remaining.slice(0, size);
    const last = remaining.length > size ? page.at(-1) : undefined;
    return {
      Bucket: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      UploadIdMarker,
      MaxUploads: size,
      IsTruncated: last !== undefined,
      ...(EncodingType !== undefined && { EncodingType }),
      ...(last && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.uploadId }),
      Uploads: page.map((upload) => ({ ...listedUpload(bucket, upload), Key: encode(upload.key) })),
    };
  },
} satisfies Operation;

/**
 * The uploads after the markers. An upload ID without a key, or for a different key, is ignored
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html).
 */
function uploadsAfter({ uploads }: BucketRecord, keyMarker: string, uploadIdMarker: string): readonly UploadRecord[] {
  const sorted = uploads.toSorted((a, b) => compareKeys(a.key, b.key) || a.startedAt - b.startedAt);
  const marked = sorted.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === uploadIdMarker);
  return marked >= 0 ? sorted.slice(marked + 1) : sorted.filter(({ key }) => compareKeys(key, keyMarker) > 0);
}

function listedUpload(bucket: BucketRecord, { uploadId, startedAt }: UploadRecord): MultipartUpload {
  const owner = ownerOf(bucket.owner);
  return {
    UploadId: uploadId,
    Initiated: new Date(startedAt),
    StorageClass: "STANDARD",
    Owner: owner,
    Initiator: owner,
  };
}

export const abortMultipartUpload = {
  permissions(input: Validated<AbortMultipartUploadRequest>, call: Call) {
    return objectPermissions(call, input, "s3:AbortMultipartUpload");
  },

  run(input: Validated<AbortMultipartUploadRequest>, call: Call) {
    const { uploads } = requireBucket(call, input);
    const at = uploads.findIndex(({ key, uploadId }) => key === input.Key && uploadId === input.UploadId);
    if (at < 0)
      throw new AwsError(
        "NoSuchUpload",
        404,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
        { fields: { UploadId: input.UploadId } },
      );
    uploads.splice(at, 1);
    return undefined;
  },
} satisfies Operation;
