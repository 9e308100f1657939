import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { derived, factOf, factUnless } from "./fact.ts";
import type { BucketFacts } from "./facts.ts";

/** How a bucket keeps its objects, and what it records of requests and changes. */
type BucketDataFacts = Pick<
  BucketFacts,
  "versioning" | "encryption" | "lifecycle" | "replication" | "objectLock" | "logging" | "notifications"
>;

/** Reads how a bucket that exists keeps its objects. What is not configured has an error of its own in S3. */
export async function readBucketData({ s3, account }: Cloud, Bucket: string): Promise<BucketDataFacts> {
  const ours = { Bucket, ExpectedBucketOwner: account };
  const [versioning, encryption, lifecycle, replication, objectLock, logging, notifications] = await Promise.all([
    factOf("s3:GetBucketVersioning", s3.send(new GetBucketVersioningCommand(ours))),
    factUnless(
      "ServerSideEncryptionConfigurationNotFoundError",
      "s3:GetEncryptionConfiguration",
      s3.send(new GetBucketEncryptionCommand(ours)),
    ),
    factUnless(
      "NoSuchLifecycleConfiguration",
      "s3:GetLifecycleConfiguration",
      s3.send(new GetBucketLifecycleConfigurationCommand(ours)),
    ),
    factUnless(
      "ReplicationConfigurationNotFoundError",
      "s3:GetReplicationConfiguration",
      s3.send(new GetBucketReplicationCommand(ours)),
    ),
    factUnless(
      "ObjectLockConfigurationNotFoundError",
      "s3:GetBucketObjectLockConfiguration",
      s3.send(new GetObjectLockConfigurationCommand(ours)),
    ),
    factOf("s3:GetBucketLogging", s3.send(new GetBucketLoggingCommand(ours))),
    factOf("s3:GetBucketNotification", s3.send(new GetBucketNotificationConfigurationCommand(ours))),
  ]);
  return {
    versioning,
    encryption: derived(
      encryption,
      (found) => found?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault,
    ),
    lifecycle: derived(lifecycle, (found) => found?.Rules ?? []),
    replication: derived(replication, (found) => found?.ReplicationConfiguration),
    objectLock: derived(objectLock, (found) => found?.ObjectLockConfiguration),
    logging: derived(logging, ({ LoggingEnabled }) => LoggingEnabled),
    notifications,
  };
}
