import type { S3Client } from "@aws-sdk/client-s3";
import { partitionOf } from "./partitions.ts";

interface RequiredPermissions {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const REQUIRED = new WeakMap<Error, RequiredPermissions>();

/**
 * The permissions required by the S3 call that failed with this error; undefined for any other error. S3's own message
 * may name no permission, as in "Access Denied".
 */
export function findRequiredPermissions(error: Error): RequiredPermissions | undefined {
  return REQUIRED.get(error);
}

/** Records the permissions required by the call that failed with this error. */
export function setRequiredPermissions(error: Error, required: RequiredPermissions): void {
  REQUIRED.set(error, required);
}

/** Records, for each failed call by the client, the permissions that the call requires. */
export function rememberRequiredPermissions(s3: S3Client, region: string): void {
  s3.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const operation = commandName.replace(/Command$/, "");
          if (error instanceof Error) setRequiredPermissions(error, requiredFor(operation, args.input, region));
          throw error;
        }
      },
    { step: "initialize", name: "rememberRequiredPermissions" },
  );
}

function requiredFor(operation: string, input: object, region: string): RequiredPermissions {
  const names = ACTIONS[operation] ?? operation;
  const bucket = "Bucket" in input && typeof input.Bucket === "string" ? input.Bucket : undefined;
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}${ON_OBJECTS.test(operation) ? "/*" : ""}`;
  return {
    actions: names.split(" ").map((name) => `s3:${name}`),
    resources: [bucket === undefined ? "*" : arn],
  };
}

/**
 * The actions that an operation requires. The default is the action with the operation's name:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const ACTIONS: Readonly<Record<string, string>> = {
  CreateBucket: "CreateBucket TagResource",
  DeleteObjects: "DeleteObject DeleteObjectVersion",
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  GetBucketReplication: "GetReplicationConfiguration",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  ListBuckets: "ListAllMyBuckets",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListObjectVersions: "ListBucketVersions",
  ListObjectsV2: "ListBucket",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
};

const ON_OBJECTS = /^(Abort|Get|Put|Head|Delete)(Object(?!Lock)|MultipartUpload)/;
