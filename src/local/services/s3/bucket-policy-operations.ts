import type {
  DeleteBucketPolicyRequest,
  GetBucketPolicyOutput,
  GetBucketPolicyRequest,
  PutBucketPolicyRequest,
} from "@aws-sdk/client-s3";
import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { checkBucketPolicy } from "./bucket-policy.ts";
import { accessDenied, bucketArn, requireBucket } from "./buckets.ts";
import { checkRequiredDigest } from "./integrity.ts";
import { isPublicPolicy } from "./public-access.ts";
import type { BucketRecord } from "./store.ts";

/** S3 GetBucketPolicy: returns the policy exactly as received. */
export const getBucketPolicy = {
  permissions(input: Validated<GetBucketPolicyRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:GetBucketPolicy");
  },

  run(input: Validated<GetBucketPolicyRequest>, call: Call): GetBucketPolicyOutput {
    const { name, policy } = requireBucket(call, input);
    if (policy === undefined)
      throw new AwsError("NoSuchBucketPolicy", 404, "The bucket policy does not exist", {
        fields: { BucketName: name },
      });
    return { Policy: policy };
  },
} satisfies Operation;

/** S3 PutBucketPolicy: a public policy is rejected while Block Public Access blocks such policies. */
export const putBucketPolicy = {
  permissions(input: Validated<PutBucketPolicyRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:PutBucketPolicy");
  },

  run(input: Validated<PutBucketPolicyRequest>, call: Call) {
    const bucket = requireBucket(call, input);
    checkRequiredDigest(call);
    checkBucketPolicy(call.cloud, bucket.name, input.Policy);
    if (arePublicPoliciesBlocked(call.cloud, bucket) && isPublicPolicy(input.Policy))
      throw accessDenied(
        `User: ${call.principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(bucket.name)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      );
    bucket.policy = input.Policy;
    return undefined;
  },
} satisfies Operation;

/**
 * Whether the account or the bucket blocks public policies. Changes to the bucket's setting take effect after a delay:
 * https://github.com/hashicorp/terraform-provider-aws/issues/31363
 */
function arePublicPoliciesBlocked({ clock, timing, s3 }: LocalCloud, bucket: BucketRecord): boolean {
  const { blockBefore, publicAccessBlock, name } = bucket;
  const isPending = blockBefore && clock.now() < blockBefore.until + timing.delay("block-lifted", name);
  const block = isPending ? blockBefore.block : publicAccessBlock;
  return block.blockPublicPolicy || s3.data.accountBlock?.blockPublicPolicy === true;
}

/** S3 DeleteBucketPolicy: succeeds even if there is no policy. */
export const deleteBucketPolicy = {
  permissions(input: Validated<DeleteBucketPolicyRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:DeleteBucketPolicy");
  },

  run(input: Validated<DeleteBucketPolicyRequest>, call: Call) {
    requireBucket(call, input).policy = undefined;
    return undefined;
  },
} satisfies Operation;
