import type { GetBucketTaggingOutput, GetBucketTaggingRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<GetBucketTaggingRequest>;

/** S3 GetBucketTagging: a bucket without tags is an error. */
export const getBucketTagging = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:GetBucketTagging");
  },

  run(input: Input, call: Call): GetBucketTaggingOutput {
    const { name, tags } = requireBucket(call, input);
    if (tags.length === 0)
      throw new AwsError("NoSuchTagSet", 404, "The TagSet does not exist", { fields: { BucketName: name } });
    return { TagSet: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
} satisfies Operation;
