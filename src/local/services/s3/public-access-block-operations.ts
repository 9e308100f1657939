import type {
  GetPublicAccessBlockOutput,
  GetPublicAccessBlockRequest,
  PutPublicAccessBlockRequest,
} from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { checkRequiredDigest } from "./integrity.ts";
import { blockOf, configurationOf } from "./public-access.ts";

export const getPublicAccessBlock = {
  permissions(input: Validated<GetPublicAccessBlockRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:GetBucketPublicAccessBlock");
  },

  run(input: Validated<GetPublicAccessBlockRequest>, call: Call): GetPublicAccessBlockOutput {
    return { PublicAccessBlockConfiguration: configurationOf(requireBucket(call, input).publicAccessBlock) };
  },
} satisfies Operation;

export const putPublicAccessBlock = {
  permissions(input: Validated<PutPublicAccessBlockRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:PutBucketPublicAccessBlock");
  },

  run(input: Validated<PutPublicAccessBlockRequest>, call: Call) {
    const bucket = requireBucket(call, input);
    checkRequiredDigest(call);
    bucket.blockBefore = { block: bucket.publicAccessBlock, until: call.cloud.clock.now() };
    bucket.publicAccessBlock = blockOf(input.PublicAccessBlockConfiguration);
    return undefined;
  },
} satisfies Operation;
