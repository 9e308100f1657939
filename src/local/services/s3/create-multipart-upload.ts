import { randomBytes } from "node:crypto";
import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { objectNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { checkKey } from "./object-key.ts";

type Input = Validated<CreateMultipartUploadRequest>;

/** S3 CreateMultipartUpload: an upload that can be listed and aborted; the local cloud takes no parts. */
export const createMultipartUpload = {
  needs(input: Input, call: Call) {
    return objectNeeds(call, input, "s3:PutObject");
  },

  run(input: Input, call: Call): CreateMultipartUploadOutput {
    const bucket = requireBucket(call, input);
    checkKey(input.Key);
    const uploadId = randomBytes(48).toString("base64url").replaceAll("-", ".");
    bucket.uploads.push({ key: input.Key, uploadId, startedAt: call.cloud.clock.now() });
    return { Bucket: bucket.name, Key: input.Key, UploadId: uploadId, ServerSideEncryption: "AES256" };
  },
} satisfies Operation;
