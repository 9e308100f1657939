import type { GetBucketWebsiteOutput, GetBucketWebsiteRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";

type Input = Validated<GetBucketWebsiteRequest>;

/** S3 GetBucketWebsite. */
export const getBucketWebsite = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:GetBucketWebsite");
  },

  run(input: Input, call: Call): GetBucketWebsiteOutput {
    const { name, website } = requireBucket(call, input);
    if (!website)
      throw new AwsError(
        "NoSuchWebsiteConfiguration",
        404,
        "The specified bucket does not have a website configuration",
        { fields: { BucketName: name } },
      );
    return {
      IndexDocument: { Suffix: website.indexSuffix },
      ...(website.errorKey !== undefined && { ErrorDocument: { Key: website.errorKey } }),
    };
  },
} satisfies Operation;
