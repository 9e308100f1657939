import { accepted, type Control, failed, notApplicable, PASS } from "./control.ts";
import type { BucketFacts } from "./facts.ts";

/** Controls for the storage and logging settings of the page's bucket. */
export const BUCKET_DATA_CONTROLS: readonly Control<BucketFacts>[] = [
  {
    id: "CKV_AWS_19",
    rules: ["W41", "s3_bucket_default_encryption"],
    title: "The objects are encrypted",
    severity: "medium",
    evaluate({ encryption }) {
      // S3 encrypts every object, even if the bucket has no encryption configuration
      // (https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html).
      const algorithm = encryption()?.SSEAlgorithm ?? "AES256";
      return ENCRYPTIONS.test(algorithm) ? PASS : failed(`the encryption of new objects is ${algorithm}`);
    },
  },
  {
    id: "S3.17",
    rules: ["CKV_AWS_145", "s3_bucket_kms_encryption"],
    title: "The bucket is encrypted with a KMS key",
    severity: "low",
    evaluate({ encryption }) {
      if (encryption()?.SSEAlgorithm?.startsWith("aws:kms")) return PASS;
      return accepted(
        "the files of the page are public; visitors cannot read objects encrypted with a KMS key",
        "none; S3 encrypts every object with keys that it manages",
      );
    },
  },
  {
    id: "S3.14",
    rules: ["CKV_AWS_21", "s3_bucket_object_versioning"],
    title: "The bucket has versioning",
    severity: "low",
    evaluate({ versioning }) {
      if (versioning().Status === "Enabled") return PASS;
      return accepted(
        RESTORABLE,
        "turn on versioning for the bucket; a deploy keeps it, and destroy removes all versions",
      );
    },
  },
  {
    id: "S3.20",
    rules: ["s3_bucket_no_mfa_delete"],
    title: "Deleting a version requires MFA",
    severity: "low",
    evaluate({ versioning }) {
      const { Status, MFADelete } = versioning();
      if (MFADelete === "Enabled") return PASS;
      if (Status !== "Enabled") return notApplicable(Status === "Suspended" ? "versioning is suspended" : UNVERSIONED);
      return accepted("with MFA delete, destroy could not remove the bucket", "none; destroy removes all versions");
    },
  },
  {
    id: "S3.13",
    rules: ["CKV2_AWS_61", "s3_bucket_lifecycle_enabled"],
    title: "The bucket has a lifecycle configuration",
    severity: "low",
    evaluate({ lifecycle }) {
      if (lifecycle().length > 0) return PASS;
      return accepted(
        "todo-api stores only the files of the page in the bucket; destroy aborts unfinished uploads",
        "add a lifecycle configuration to the bucket; a deploy keeps it",
      );
    },
  },
  {
    id: "S3.10",
    rules: [],
    title: "A bucket with versioning has a lifecycle configuration",
    severity: "low",
    evaluate({ versioning, lifecycle }) {
      if (lifecycle().length > 0) return PASS;
      if (versioning().Status === undefined) return notApplicable(UNVERSIONED);
      return accepted(
        "versioning was turned on outside todo-api; destroy removes all versions",
        "add a lifecycle rule that deletes old versions; a deploy keeps it",
      );
    },
  },
  {
    id: "S3.7",
    rules: ["CKV_AWS_144", "s3_bucket_cross_region_replication"],
    title: "The bucket is replicated to another region",
    severity: "low",
    evaluate({ replication }) {
      if (replication() !== undefined) return PASS;
      return accepted(RESTORABLE, "deploy the stack in another region as well");
    },
  },
  {
    id: "S3.15",
    rules: ["CKV_AWS_143", "s3_bucket_object_lock"],
    title: "The bucket has Object Lock",
    severity: "low",
    evaluate({ objectLock }) {
      if (objectLock() !== undefined) return PASS;
      return accepted("a deploy must be able to delete the files of the page", "none; a deploy can restore the page");
    },
  },
  {
    id: "S3.9",
    rules: ["CKV_AWS_18", "W35", "s3_bucket_server_access_logging_enabled"],
    title: "The bucket writes server access logs",
    severity: "low",
    evaluate({ logging }) {
      if (logging() !== undefined) return PASS;
      return accepted(
        "the files are public and the API has an access log; server access logs require a second bucket",
        "send the access logs to a bucket of your own; a deploy keeps that setting",
      );
    },
  },
  {
    id: "S3.11",
    rules: ["CKV2_AWS_62", "s3_bucket_event_notifications_enabled"],
    title: "The bucket has event notifications",
    severity: "low",
    evaluate({ notifications }) {
      const {
        TopicConfigurations: topics = [],
        QueueConfigurations: queues = [],
        LambdaFunctionConfigurations: functions = [],
        EventBridgeConfiguration: eventBridge,
      } = notifications();
      if (topics.length + queues.length + functions.length > 0 || eventBridge !== undefined) return PASS;
      return accepted(
        "only deploys change the files, and nothing processes such events",
        "configure event notifications for the bucket; a deploy keeps them",
      );
    },
  },
];

const ENCRYPTIONS = /^(AES256|aws:kms(:dsse)?)$/;
const RESTORABLE = "the bucket holds only the page, which every deploy can restore from the package";
const UNVERSIONED = "versioning is off: the bucket keeps no old versions";
