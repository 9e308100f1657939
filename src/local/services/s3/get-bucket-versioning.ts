import type { GetBucketVersioningOutput, GetBucketVersioningRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<GetBucketVersioningRequest>;

/** S3 GetBucketVersioning: no status where versioning was never configured. */
export const getBucketVersioning = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:GetBucketVersioning");
  },

  run(input: Input, call: Call): GetBucketVersioningOutput {
    const { versioning } = requireBucket(call, input);
    return versioning === undefined ? {} : { Status: versioning };
  },
} satisfies Operation;
