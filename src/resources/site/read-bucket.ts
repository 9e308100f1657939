import {
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../../aws/cloud.ts";
import { foreignResource, isOurs, type Tags, tagRecord } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import { canonicalText } from "../compare.ts";
import { KIND } from "../kinds.ts";
import type { Tagged } from "../managed.ts";
import { deniedByPolicy } from "./remove-bucket.ts";

export interface BucketState extends Tagged {
  readonly publicAccessBlock: Readonly<Record<string, boolean | undefined>>;
  /** Canonical JSON. */
  readonly policy?: string | undefined;
  readonly indexDocument?: string | undefined;
  /** The file that S3 serves for an unknown path. */
  readonly errorDocument?: string | undefined;
}

/** The reason why a bucket does not belong to the stack. */
export const OTHER_ACCOUNT = "another account owns it";

/**
 * Reads the tags of the stack's bucket; returns undefined if it does not exist. Throws for another owner's bucket,
 * which may be in another account, because names are global.
 */
export async function readBucketTags({ s3 }: Cloud, name: string, stack: StackName): Promise<Tags | undefined> {
  try {
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: name }));
    const actual = tagRecord(TagSet);
    if (isOurs(actual, stack)) return actual;
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    // Without the tags, the owner is unknown, so the policy is not replaced.
    if (isAwsError(error, "AccessDenied") && /deny in a resource-based policy/.test(error.message))
      throw deniedByPolicy(name, `reading the tags of the bucket ${name}`, error);
    if (isAwsError(error, "AccessDenied") && !/not authorized to perform/.test(error.message))
      throw foreignResource(KIND.bucket, name, stack, OTHER_ACCOUNT);
    if (!isAwsError(error, "NoSuchTagSet")) throw error;
  }
  throw foreignResource(KIND.bucket, name, stack);
}

/** Reads the rest of the state of the stack's bucket. */
export async function readBucket({ s3 }: Cloud, name: string, tags: Tags): Promise<BucketState> {
  const bucketInput = { Bucket: name };
  const [block, found, website] = await Promise.all([
    undefinedOn(s3.send(new GetPublicAccessBlockCommand(bucketInput)), "NoSuchPublicAccessBlockConfiguration"),
    undefinedOn(s3.send(new GetBucketPolicyCommand(bucketInput)), "NoSuchBucketPolicy"),
    undefinedOn(s3.send(new GetBucketWebsiteCommand(bucketInput)), "NoSuchWebsiteConfiguration"),
  ]);
  return {
    publicAccessBlock: { ...block?.PublicAccessBlockConfiguration },
    policy: canonicalText(found?.Policy),
    indexDocument: website?.IndexDocument?.Suffix,
    errorDocument: website?.ErrorDocument?.Key,
    tags,
  };
}
