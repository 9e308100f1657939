import type { DeleteBucketPolicyRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<DeleteBucketPolicyRequest>;

/** S3 DeleteBucketPolicy: no policy to delete is no error. */
export const deleteBucketPolicy = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:DeleteBucketPolicy");
  },

  run(input: Input, call: Call) {
    requireBucket(call, input).policy = undefined;
    return undefined;
  },
} satisfies Operation;
