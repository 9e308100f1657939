import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../../aws/cloud.ts";
import { foreignResource, isOurs, type Tags, tagList, tagRecord } from "../../aws/ownership.ts";
import { partitionOf } from "../../aws/partitions.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import { canonicalJson } from "../compare.ts";
import type { DesiredFields } from "../fingerprints.ts";
import { managed } from "../managed.ts";
import { putPolicy, whileConflicting } from "./bucket-changes.ts";
import { deniedByPolicy, removeBucket } from "./remove-bucket.ts";

export interface BucketState {
  /** The four settings of Block Public Access. */
  readonly publicAccessBlock: Readonly<Record<string, boolean | undefined>>;
  /** Canonical JSON. */
  readonly policy: string | undefined;
  readonly indexDocument: string | undefined;
  /** What S3 serves for an unknown address. */
  readonly errorDocument: string | undefined;
  readonly tags: Tags;
}

export interface BucketInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  /** The website's files. */
  readonly desiredParts: DesiredFields;
}

/** Public by bucket policy; ACLs stay blocked. New buckets block all four (since April 2023). */
const PUBLIC_BY_POLICY = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
const NEW_BUCKET = {
  publicAccessBlock: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  policy: undefined,
  indexDocument: undefined,
  errorDocument: undefined,
};
const OTHER_ACCOUNT = "another account owns it";
const WEBSITE = {
  WebsiteConfiguration: { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "404.html" } },
};
const KIND = "S3 website bucket";

/** The website bucket: anyone may read its objects, but not list or write them. */
export function bucket(input: BucketInput): StandaloneResource<BucketState> {
  const { cloud, name, stack, ...owned } = input;
  const { s3, region } = cloud;
  const ours = { Bucket: name };
  const policy = readPolicyFor(`arn:${partitionOf(region)}:s3:::${name}/*`);
  const settled = <Done>(action: () => Promise<Done>) => whileConflicting(cloud, action);
  const putWebsite = () => settled(() => s3.send(new PutBucketWebsiteCommand({ ...ours, ...WEBSITE })));
  return managed({
    ...owned,
    id: "bucket",
    kind: KIND,
    name,
    stack,
    desired: { publicAccessBlock: PUBLIC_BY_POLICY, policy, indexDocument: "index.html", errorDocument: "404.html" },

    async observe() {
      const tags = await bucketTags(cloud, name, stack);
      return tags && { tags, state: () => readState(cloud, name, tags) };
    },

    async create(tags) {
      const Tags = tagList(tags);
      const configuration = isLocationConstraint(region) ? { LocationConstraint: region, Tags } : { Tags };
      const command = new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: configuration });
      try {
        await settled(() => s3.send(command));
      } catch (error) {
        if (isAwsError(error, "BucketAlreadyExists")) throw foreignResource(KIND, name, stack, OTHER_ACCOUNT);
        throw error;
      }
      return { ...NEW_BUCKET, tags };
    },
    alreadyExists: (error) => isAwsError(error, "BucketAlreadyOwnedByYou"),

    // One after the other: S3 rejects concurrent changes of a bucket's configuration, and a public policy while it is
    // blocked.
    set: {
      publicAccessBlock: () =>
        settled(() =>
          s3.send(new PutPublicAccessBlockCommand({ ...ours, PublicAccessBlockConfiguration: PUBLIC_BY_POLICY })),
        ),
      policy: () => putPolicy(cloud, new PutBucketPolicyCommand({ ...ours, Policy: policy })),
      indexDocument: putWebsite,
      errorDocument: putWebsite,
    },

    tag(tags, state) {
      const TagSet = tagList({ ...state.tags, ...tags });
      return settled(() => s3.send(new PutBucketTaggingCommand({ ...ours, Tagging: { TagSet } })));
    },

    remove: () => removeBucket(cloud, name),
    alreadyGone: (error) => isAwsError(error, "NoSuchBucket"),
  });
}

function readPolicyFor(Resource: string): string {
  const statement = { Sid: "PublicRead", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource };
  return canonicalJson({ Version: "2012-10-17", Statement: [statement] });
}

async function readState({ s3 }: Cloud, name: string, tags: Tags): Promise<BucketState> {
  const ours = { Bucket: name };
  const [block, found, website] = await Promise.all([
    undefinedOn(s3.send(new GetPublicAccessBlockCommand(ours)), "NoSuchPublicAccessBlockConfiguration"),
    undefinedOn(s3.send(new GetBucketPolicyCommand(ours)), "NoSuchBucketPolicy"),
    undefinedOn(s3.send(new GetBucketWebsiteCommand(ours)), "NoSuchWebsiteConfiguration"),
  ]);
  return {
    publicAccessBlock: { ...block?.PublicAccessBlockConfiguration },
    policy: found?.Policy === undefined ? undefined : canonicalJson(JSON.parse(found.Policy)),
    indexDocument: website?.IndexDocument?.Suffix,
    errorDocument: website?.ErrorDocument?.Key,
    tags,
  };
}

/**
 * Reads the tags of the stack's bucket; undefined if it does not exist. Throws for another owner's; names are global,
 * so it may be another account's.
 */
export async function bucketTags({ s3 }: Cloud, name: string, stack: StackName): Promise<Tags | undefined> {
  try {
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: name }));
    const actual = tagRecord(TagSet);
    if (isOurs(actual, stack)) return actual;
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    // Without its tags its owner is unknown, and its policy is not replaced.
    if (isAwsError(error, "AccessDenied") && /deny in a resource-based policy/.test(error.message))
      throw deniedByPolicy(name, error);
    if (isAwsError(error, "AccessDenied") && !/not authorized to perform/.test(error.message))
      throw foreignResource(KIND, name, stack, OTHER_ACCOUNT);
    if (!isAwsError(error, "NoSuchTagSet")) throw error;
  }
  throw foreignResource(KIND, name, stack);
}

/**
 * us-east-1 must not be named, every other region must
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html); the SDK's list of regions is older than
 * AWS's.
 */
function isLocationConstraint(region: string): region is BucketLocationConstraint {
  return region !== "us-east-1";
}
