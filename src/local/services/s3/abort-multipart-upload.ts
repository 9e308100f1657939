import type { AbortMultipartUploadRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { objectNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<AbortMultipartUploadRequest>;

/** S3 AbortMultipartUpload. */
export const abortMultipartUpload = {
  needs(input: Input, call: Call) {
    return objectNeeds(call, input, "s3:AbortMultipartUpload");
  },

  run(input: Input, call: Call) {
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
