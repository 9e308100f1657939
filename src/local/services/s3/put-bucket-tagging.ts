import type { PutBucketTaggingRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { parseBucketTags } from "./bucket-tags.ts";
import { requireBucket } from "./buckets.ts";
import { checkConfigurationDigest } from "./integrity.ts";

type Input = Validated<PutBucketTaggingRequest>;

/** S3 PutBucketTagging: replaces the whole tag set. */
export const putBucketTagging = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:PutBucketTagging");
  },

  run(input: Input, call: Call) {
    const bucket = requireBucket(call, input);
    checkConfigurationDigest(call, input);
    bucket.tags = parseBucketTags(input.Tagging.TagSet ?? []);
    return undefined;
  },
} satisfies Operation;
