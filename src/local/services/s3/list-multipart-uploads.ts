import type { ListMultipartUploadsOutput, ListMultipartUploadsRequest, MultipartUpload } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { ownerOf } from "./owner.ts";
import { pageSize } from "./page-size.ts";
import type { BucketRecord, UploadRecord } from "./store.ts";
import { encoderFor } from "./url-encoding.ts";
import { compareKeys } from "./versions.ts";

type Input = Validated<ListMultipartUploadsRequest>;

/** S3 ListMultipartUploads: uploads that were neither completed nor aborted, by key and start, at most 1000 at a time. */
export const listMultipartUploads = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:ListBucketMultipartUploads");
  },

  run(input: Input, call: Call): ListMultipartUploadsOutput {
    const bucket = requireBucket(call, input);
    const { Prefix = "", KeyMarker = "", UploadIdMarker = "", EncodingType } = input;
    const size = pageSize(input.MaxUploads, "max-uploads");
    const encode = encoderFor(EncodingType);
    const rest = after(bucket, KeyMarker, UploadIdMarker).filter(({ key }) => key.startsWith(Prefix));
    const page = rest.slice(0, size);
    const last = rest.length > size ? page.at(-1) : undefined;
    return {
      Bucket: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      UploadIdMarker,
      MaxUploads: size,
      IsTruncated: last !== undefined,
      ...(EncodingType !== undefined && { EncodingType }),
      ...(last && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.uploadId }),
      Uploads: page.map((upload) => ({ ...listed(bucket, upload), Key: encode(upload.key) })),
    };
  },
} satisfies Operation;

/** An upload id without a key is ignored, and so is one of another key (AmazonS3/API_ListMultipartUploads). */
function after({ uploads }: BucketRecord, keyMarker: string, uploadIdMarker: string): readonly UploadRecord[] {
  const sorted = uploads.toSorted((a, b) => compareKeys(a.key, b.key) || a.startedAt - b.startedAt);
  const marked = sorted.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === uploadIdMarker);
  return marked >= 0 ? sorted.slice(marked + 1) : sorted.filter(({ key }) => compareKeys(key, keyMarker) > 0);
}

function listed(bucket: BucketRecord, { uploadId, startedAt }: UploadRecord): MultipartUpload {
  const owner = ownerOf(bucket.owner);
  return {
    UploadId: uploadId,
    Initiated: new Date(startedAt),
    StorageClass: "STANDARD",
    Owner: owner,
    Initiator: owner,
  };
}
