import type { PutPublicAccessBlockRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { presentBucket } from "./buckets.ts";
import { checkConfigurationDigest } from "./integrity.ts";

type Input = Validated<PutPublicAccessBlockRequest>;

/** S3 PutPublicAccessBlock: what is left out counts as false. */
export const putPublicAccessBlock = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:PutBucketPublicAccessBlock");
  },

  run(input: Input, call: Call) {
    const bucket = presentBucket(call, input);
    checkConfigurationDigest(call, input);
    bucket.blockBefore = { block: bucket.publicAccessBlock, until: call.cloud.clock.now() };
    const block = input.PublicAccessBlockConfiguration;
    bucket.publicAccessBlock = {
      blockPublicAcls: block.BlockPublicAcls ?? false,
      ignorePublicAcls: block.IgnorePublicAcls ?? false,
      blockPublicPolicy: block.BlockPublicPolicy ?? false,
      restrictPublicBuckets: block.RestrictPublicBuckets ?? false,
    };
    return undefined;
  },
} satisfies Operation;
