import type { GetBucketOwnershipControlsOutput, GetBucketOwnershipControlsRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<GetBucketOwnershipControlsRequest>;

/** S3 GetBucketOwnershipControls: ACLs are off in every bucket. */
export const getBucketOwnershipControls = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:GetBucketOwnershipControls");
  },

  run(input: Input, call: Call): GetBucketOwnershipControlsOutput {
    requireBucket(call, input);
    return { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } };
  },
} satisfies Operation;
