import type { GetBucketPolicyOutput, GetBucketPolicyRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<GetBucketPolicyRequest>;

/** S3 GetBucketPolicy: the policy as it was put. */
export const getBucketPolicy = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:GetBucketPolicy");
  },

  run(input: Input, call: Call): GetBucketPolicyOutput {
    const { name, policy } = requireBucket(call, input);
    if (policy === undefined)
      throw new AwsError("NoSuchBucketPolicy", 404, "The bucket policy does not exist", {
        fields: { BucketName: name },
      });
    return { Policy: policy };
  },
} satisfies Operation;
