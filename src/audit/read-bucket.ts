import {
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { bucketName } from "../aws/names.ts";
import { type Tags, tagRecord } from "../aws/ownership.ts";
import { isAwsError } from "../aws/undefined-on.ts";
import { readAccountBlock } from "../resources/site/public-access.ts";
import type { AuditedStack } from "./control.ts";
import { derived, type Fact, factOf, factUnless, findValue, isAbsent, unreadableWithout } from "./fact.ts";
import type { AuditedResource, BucketFacts } from "./facts.ts";
import { readBucketData } from "./read-bucket-data.ts";
import { statementsIn } from "./statements.ts";

/** Reads the page's bucket, if the stack has one. */
export async function readBuckets(
  cloud: Cloud,
  { name: stack }: AuditedStack,
): Promise<readonly AuditedResource<BucketFacts>[]> {
  const name = bucketName(stack, cloud);
  const tags = await factOf("s3:GetBucketTagging", readTags(cloud, name));
  if (isAbsent(tags)) return [];
  const facts = findValue(tags) ? await readBucket(cloud, name) : unreadable(tags);
  return [{ kind: "S3 bucket", name, facts: { ...facts, tags: derived(tags, (found) => found ?? {}) } }];
}

/** Reads the tags of the bucket; returns undefined if the bucket does not exist. */
async function readTags({ s3 }: Cloud, Bucket: string): Promise<Tags | undefined> {
  try {
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
    return tagRecord(TagSet);
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    if (isAwsError(error, "NoSuchTagSet")) return {};
    throw error;
  }
}

/** The facts if the tags could not be read. Nothing else is read, because it is unknown whether the bucket exists. */
function unreadable(tags: Fact<unknown>): Omit<BucketFacts, "tags"> {
  const unread = unreadableWithout(tags, "the tags of the bucket can be read, but its settings were not read");
  return {
    block: unread,
    accountBlock: unread,
    policy: unread,
    ownership: unread,
    versioning: unread,
    encryption: unread,
    lifecycle: unread,
    replication: unread,
    objectLock: unread,
    logging: unread,
    notifications: unread,
  };
}

async function readBucket(cloud: Cloud, name: string): Promise<Omit<BucketFacts, "tags">> {
  const [access, data] = await Promise.all([readAccess(cloud, name), readBucketData(cloud, name)]);
  return { ...access, ...data };
}

async function readAccess(
  cloud: Cloud,
  Bucket: string,
): Promise<Pick<BucketFacts, "block" | "accountBlock" | "policy" | "ownership">> {
  const { s3 } = cloud;
  const [block, accountBlock, policy, ownership] = await Promise.all([
    factUnless(
      "NoSuchPublicAccessBlockConfiguration",
      "s3:GetBucketPublicAccessBlock",
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    ),
    factOf("s3:GetAccountPublicAccessBlock", readAccountBlock(cloud)),
    factUnless("NoSuchBucketPolicy", "s3:GetBucketPolicy", s3.send(new GetBucketPolicyCommand({ Bucket }))),
    factUnless(
      "OwnershipControlsNotFoundError",
      "s3:GetBucketOwnershipControls",
      s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
    ),
  ]);
  return {
    block: derived(block, (found) => found?.PublicAccessBlockConfiguration ?? {}),
    accountBlock: derived(accountBlock, (found) => found ?? {}),
    policy: derived(policy, (found) => statementsIn(found?.Policy ?? "{}")),
    ownership: derived(ownership, (found) => found?.OwnershipControls?.Rules?.[0]?.ObjectOwnership),
  };
}
