import type {
  DeleteBucketRequest,
  GetBucketLocationRequest,
  GetBucketOwnershipControlsOutput,
  GetBucketOwnershipControlsRequest,
  HeadBucketOutput,
  HeadBucketRequest,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { bucketArn, requireBucket } from "./buckets.ts";

/** S3 HeadBucket: whether a bucket exists and the caller has access to it. */
export const headBucket = {
  permissions(input: Validated<HeadBucketRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:ListBucket");
  },

  run(input: Validated<HeadBucketRequest>, call: Call): HeadBucketOutput {
    const { name, region } = requireBucket(call, input);
    return { BucketRegion: region, BucketArn: bucketArn(name), AccessPointAlias: false };
  },
} satisfies Operation;

/**
 * S3 DeleteBucket: rejects a bucket that has objects, versions or delete markers. Incomplete uploads are deleted with
 * the bucket.
 */
export const deleteBucket = {
  permissions(input: Validated<DeleteBucketRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:DeleteBucket");
  },

  async run(input: Validated<DeleteBucketRequest>, call: Call) {
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

/** S3 GetBucketLocation: us-east-1 has no location constraint. */
export const getBucketLocation = {
  permissions(input: Validated<GetBucketLocationRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:GetBucketLocation");
  },

  run(input: Validated<GetBucketLocationRequest>, call: Call) {
    const { region, location = region } = requireBucket(call, input);
    return location === "us-east-1" ? {} : { LocationConstraint: location };
  },
} satisfies Operation;

/** S3 GetBucketOwnershipControls: ACLs are disabled in every bucket. */
export const getBucketOwnershipControls = {
  permissions(input: Validated<GetBucketOwnershipControlsRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:GetBucketOwnershipControls");
  },

  run(input: Validated<GetBucketOwnershipControlsRequest>, call: Call): GetBucketOwnershipControlsOutput {
    requireBucket(call, input);
    return { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } };
  },
} satisfies Operation;
