import {
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { bucketName } from "../aws/names.ts";
import { type Tags, tagRecord } from "../aws/ownership.ts";
import { isAwsError, undefinedOn } from "../aws/undefined-on.ts";
import type { AuditedStack } from "./control.ts";
import { derived, type Fact, factOf, isAbsent, knownOf } from "./fact.ts";
import type { BucketFacts, Subject } from "./facts.ts";
import { statementsIn } from "./statements.ts";

/** Reads the bucket of the website, if the stack has one. */
export async function readBuckets(
  cloud: Cloud,
  { name: stack }: AuditedStack,
): Promise<readonly Subject<BucketFacts>[]> {
  const name = bucketName(stack, cloud);
  const tags = await factOf("s3:GetBucketTagging", readTags(cloud, name));
  if (isAbsent(tags)) return [];
  const facts = knownOf(tags) ? await readBucket(cloud, name) : unreadable(tags);
  return [{ kind: "S3 bucket", name, facts: { ...facts, tags: derived(tags, (found) => found ?? {}) } }];
}

/** Reads the tags of the bucket; undefined if it does not exist. */
async function readTags({ s3, account }: Cloud, Bucket: string): Promise<Tags | undefined> {
  try {
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket, ExpectedBucketOwner: account }));
    return tagRecord(TagSet);
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    if (isAwsError(error, "NoSuchTagSet")) return {};
    throw error;
  }
}

/** Whether the bucket exists is unknown: the other reads could fail for that reason. */
function unreadable(tags: Fact<unknown>): Omit<BucketFacts, "tags"> {
  const deny = (): never => {
    tags();
    throw new Error("the tags of the bucket were read, but not the rest");
  };
  return { block: deny, policy: deny, ownership: deny, versioning: deny };
}

async function readBucket({ s3, account }: Cloud, Bucket: string): Promise<Omit<BucketFacts, "tags">> {
  const ours = { Bucket, ExpectedBucketOwner: account };
  const [block, policy, ownership, versioning] = await Promise.all([
    factOf(
      "s3:GetBucketPublicAccessBlock",
      undefinedOn(s3.send(new GetPublicAccessBlockCommand(ours)), "NoSuchPublicAccessBlockConfiguration").then(
        (found) => found?.PublicAccessBlockConfiguration ?? {},
      ),
    ),
    factOf(
      "s3:GetBucketPolicy",
      undefinedOn(s3.send(new GetBucketPolicyCommand(ours)), "NoSuchBucketPolicy").then((found) =>
        statementsIn(found?.Policy ?? "{}"),
      ),
    ),
    factOf(
      "s3:GetBucketOwnershipControls",
      undefinedOn(s3.send(new GetBucketOwnershipControlsCommand(ours)), "OwnershipControlsNotFoundError").then(
        (found) => found?.OwnershipControls?.Rules?.[0]?.ObjectOwnership,
      ),
    ),
    factOf(
      "s3:GetBucketVersioning",
      s3.send(new GetBucketVersioningCommand(ours)).then(({ Status }) => Status),
    ),
  ]);
  return { block, policy, ownership, versioning };
}
