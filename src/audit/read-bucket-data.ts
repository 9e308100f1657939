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

type BucketDataFacts = Pick<
  BucketFacts,
  "versioning" | "encryption" | "lifecycle" | "replication" | "objectLock" | "logging" | "notifications"
>;

/** Reads the storage and logging settings of an existing bucket. */
export async function readBucketData({ s3 }: Cloud, Bucket: string): Promise<BucketDataFacts> {
  const [versioning, encryption, lifecycle, replication, objectLock, logging, notifications] = await Promise.all([
    factOf("s3:GetBucketVersioning", s3.send(new GetBucketVersioningCommand({ Bucket }))),
    factUnless(
      "ServerSideEncryptionConfigurationNotFoundError",
      "s3:GetEncryptionConfiguration",
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
    ),
    factUnless(
      "NoSuchLifecycleConfiguration",
      "s3:GetLifecycleConfiguration",
      s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    ),
    factUnless(
      "ReplicationConfigurationNotFoundError",
      "s3:GetReplicationConfiguration",
      s3.send(new GetBucketReplicationCommand({ Bucket })),
    ),
    factUnless(
      "ObjectLockConfigurationNotFoundError",
      "s3:GetBucketObjectLockConfiguration",
      s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
    ),
    factOf("s3:GetBucketLogging", s3.send(new GetBucketLoggingCommand({ Bucket }))),
    factOf("s3:GetBucketNotification", s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))),
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
