import type { GetBucketEncryptionOutput, GetBucketLoggingOutput, NotificationConfiguration } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { type BucketInput, requireBucket } from "./buckets.ts";

// The local cloud cannot change these configurations: every bucket has the configuration of a new bucket.

/** S3 GetBucketEncryption: returns the encryption that every bucket has had by default since January 2023. */
export const getBucketEncryption = operation("s3:GetEncryptionConfiguration", (): GetBucketEncryptionOutput => {
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const }, BucketKeyEnabled: false };
  return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
});

export const getBucketLogging = operation("s3:GetBucketLogging", (): GetBucketLoggingOutput => ({}));

export const getBucketNotificationConfiguration = operation(
  "s3:GetBucketNotification",
  (): NotificationConfiguration => ({}),
);

export const getBucketLifecycleConfiguration = operation(
  "s3:GetLifecycleConfiguration",
  notFound("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
);

export const getBucketReplication = operation(
  "s3:GetReplicationConfiguration",
  notFound("ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
);

export const getObjectLockConfiguration = operation(
  "s3:GetBucketObjectLockConfiguration",
  notFound("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
);

function operation(action: string, read: (bucketName: string) => object) {
  return {
    permissions: (input: BucketInput, call: Call) => bucketPermissions(call, input, action),
    run: (input: BucketInput, call: Call) => read(requireBucket(call, input).name),
  } satisfies Operation;
}

function notFound(code: string, message: string): (bucketName: string) => never {
  return (BucketName) => {
    throw new AwsError(code, 404, message, { fields: { BucketName } });
  };
}
