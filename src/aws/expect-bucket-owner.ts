import type { S3Client } from "@aws-sdk/client-s3";

/**
 * Makes S3 reject every request on a bucket that another account owns: bucket names are global, and a deleted one can
 * be taken (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html). The SDK omits the
 * parameter from the operations that do not have it, such as CreateBucket.
 */
export function expectBucketOwner(s3: S3Client, account: string): void {
  s3.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, ExpectedBucketOwner: account } }),
    { step: "initialize", name: "expectBucketOwner" },
  );
}
