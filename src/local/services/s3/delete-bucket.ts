import type { DeleteBucketRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<DeleteBucketRequest>;

/** S3 DeleteBucket: only an empty bucket goes, and versions count; uploads that were not completed go with it. */
export const deleteBucket = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:DeleteBucket");
  },

  async run(input: Input, call: Call) {
    const bucket = requireBucket(call, input);
    if (bucket.versions.length > 0) {
      const advice = bucket.versioning ? ". You must delete all versions in the bucket." : "";
      throw new AwsError("BucketNotEmpty", 409, `The bucket you tried to delete is not empty${advice}`, {
        fields: { BucketName: bucket.name },
      });
    }
    const { s3, clock } = call.cloud;
    delete s3.data.buckets[bucket.name];
    s3.data.deletedAt[bucket.name] = clock.now();
    await call.cloud.websites.close(bucket.name);
    return undefined;
  },
} satisfies Operation;
