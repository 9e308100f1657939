import type { GetPublicAccessBlockOutput, GetPublicAccessBlockRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { configurationOf } from "./public-access.ts";

type Input = Validated<GetPublicAccessBlockRequest>;

/** S3 GetPublicAccessBlock. */
export const getPublicAccessBlock = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:GetBucketPublicAccessBlock");
  },

  run(input: Input, call: Call): GetPublicAccessBlockOutput {
    return { PublicAccessBlockConfiguration: configurationOf(requireBucket(call, input).publicAccessBlock) };
  },
} satisfies Operation;
