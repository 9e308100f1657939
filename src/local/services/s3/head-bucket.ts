import type { HeadBucketOutput, HeadBucketRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { bucketArn, requireBucket } from "./buckets.ts";

type Input = Validated<HeadBucketRequest>;

/** S3 HeadBucket: whether a bucket is there and may be used; errors have no body. */
export const headBucket = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:ListBucket");
  },

  run(input: Input, call: Call): HeadBucketOutput {
    const { name, region } = requireBucket(call, input);
    return { BucketRegion: region, BucketArn: bucketArn(name), AccessPointAlias: false };
  },
} satisfies Operation;
