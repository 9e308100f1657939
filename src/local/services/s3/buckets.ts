import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import type { BucketRecord } from "./store.ts";

export interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Finds the bucket with this name in any account and region; undefined if there is none. */
export function findBucket(cloud: LocalCloud, name: string): BucketRecord | undefined {
  const { buckets } = cloud.s3.data;
  return buckets[name];
}

/** Returns the bucket that a request names. Throws if it is missing, in another region or owned by another account. */
export function requireBucket(call: Call, { Bucket, ExpectedBucketOwner }: BucketInput): BucketRecord {
  const bucket = findBucket(call.cloud, Bucket);
  if (!bucket) throw noSuchBucket(Bucket);
  if (bucket.region !== call.region) throw wrongRegion(bucket);
  checkExpectedOwner(bucket, ExpectedBucketOwner);
  if (bucket.owner !== call.account) throw accessDenied();
  return bucket;
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

/** S3's error for a caller that lacks permission; the default message does not state a reason. */
export function accessDenied(message = "Access Denied"): AwsError {
  return new AwsError("AccessDenied", 403, message);
}

function noSuchBucket(name: string): AwsError {
  return new AwsError("NoSuchBucket", 404, "The specified bucket does not exist", { fields: { BucketName: name } });
}

/**
 * The error for a bucket in another region. The error names that region, because a bucket responds only there
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html).
 */
function wrongRegion(bucket: BucketRecord): AwsError {
  return new AwsError(
    "PermanentRedirect",
    301,
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    {
      fields: { Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name },
      headers: { "x-amz-bucket-region": bucket.region },
    },
  );
}

function checkExpectedOwner(bucket: BucketRecord, expected: string | undefined): void {
  if (expected === undefined) return;
  if (!/^\d{12}$/.test(expected))
    throw new AwsError(
      "InvalidBucketOwnerAWSAccountID",
      400,
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
    );
  if (expected !== bucket.owner) throw accessDenied();
}
