import type { PutPublicAccessBlockRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { checkConfigurationDigest } from "./integrity.ts";
import { blockOf } from "./public-access.ts";

type Input = Validated<PutPublicAccessBlockRequest>;

/** S3 PutPublicAccessBlock. */
export const putPublicAccessBlock = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:PutBucketPublicAccessBlock");
  },

  run(input: Input, call: Call) {
    const bucket = requireBucket(call, input);
    checkConfigurationDigest(call, input);
    bucket.blockBefore = { block: bucket.publicAccessBlock, until: call.cloud.clock.now() };
    bucket.publicAccessBlock = blockOf(input.PublicAccessBlockConfiguration);
    return undefined;
  },
} satisfies Operation;
