import type { DeleteBucketWebsiteRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<DeleteBucketWebsiteRequest>;

/** S3 DeleteBucketWebsite: no website to delete is no error. */
export const deleteBucketWebsite = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:DeleteBucketWebsite");
  },

  async run(input: Input, call: Call) {
    const bucket = requireBucket(call, input);
    bucket.website = undefined;
    await call.cloud.websites.close(bucket.name);
    return undefined;
  },
} satisfies Operation;
