import type { GetBucketLocationRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<GetBucketLocationRequest>;

/** S3 GetBucketLocation: us-east-1 has no location constraint. */
export const getBucketLocation = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:GetBucketLocation");
  },

  run(input: Input, call: Call) {
    const { region, location = region } = requireBucket(call, input);
    return location === "us-east-1" ? {} : { LocationConstraint: location };
  },
} satisfies Operation;
