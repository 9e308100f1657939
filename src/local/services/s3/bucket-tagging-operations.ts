import type { GetBucketTaggingOutput, GetBucketTaggingRequest, PutBucketTaggingRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { parseBucketTags } from "./bucket-tags.ts";
import { requireBucket } from "./buckets.ts";
import { checkRequiredDigest } from "./integrity.ts";

/** S3 GetBucketTagging: fails for a bucket without tags. */
export const getBucketTagging = {
  permissions(input: Validated<GetBucketTaggingRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:GetBucketTagging");
  },

  run(input: Validated<GetBucketTaggingRequest>, call: Call): GetBucketTaggingOutput {
    const { name, tags } = requireBucket(call, input);
    if (tags.length === 0)
      throw new AwsError("NoSuchTagSet", 404, "The TagSet does not exist", { fields: { BucketName: name } });
    return { TagSet: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
} satisfies Operation;

/** S3 PutBucketTagging: replaces the whole tag set. */
export const putBucketTagging = {
  permissions(input: Validated<PutBucketTaggingRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:PutBucketTagging");
  },

  run(input: Validated<PutBucketTaggingRequest>, call: Call) {
    const bucket = requireBucket(call, input);
    checkRequiredDigest(call);
    bucket.tags = parseBucketTags(input.Tagging.TagSet ?? []);
    return undefined;
  },
} satisfies Operation;
