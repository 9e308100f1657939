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
import { foreignResource, isOurs, type Tags, tagList, tagRecord, tagsToUpdate } from "../../aws/ownership.ts";
import { partitionOf } from "../../aws/partitions.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import { retryWhile } from "../../engine/wait.ts";
import { TodoApiError } from "../../errors.ts";
import { canonicalJson, changesOf, compareFields, compareTags } from "../compare.ts";
import { type DesiredFields, fieldMatchesLastDeploy, withFingerprints } from "../fingerprints.ts";
import { websiteBlocked } from "./public-access.ts";
import { deniedByPolicy, removeBucket } from "./remove-bucket.ts";

export interface BucketState {
  /** The four settings of Block Public Access. */
  readonly publicAccessBlock: Readonly<Record<string, boolean | undefined>>;
  /** Canonical JSON. */
  readonly policy: string | undefined;
  readonly indexDocument: string | undefined;
  /** What S3 serves for a mistyped address. */
  readonly errorDocument: string | undefined;
  readonly tags: Tags;
}

export interface BucketInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly region: string;
  /** What else is recorded with the bucket as wanted: the website's files. */
  readonly alsoWants: DesiredFields;
}

/** Public by bucket policy; ACLs stay blocked. What new buckets have is all four (since April 2023). */
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
const KIND = "S3 website bucket";
/** Lifting the bucket's block takes effect after up to 30 s (https://github.com/hashicorp/terraform-provider-aws/issues/31363). */
const POLICY_SECONDS = 30;
const CONFLICT_SECONDS = 120;
const NEW_BUCKET_SECONDS = 20;

/** The website bucket: everybody may read its objects, nobody may list or write them. */
export function bucket({ cloud, name, stack, region, ...input }: BucketInput): StandaloneResource<BucketState> {
  const policy = canonicalJson({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "PublicRead",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: `arn:${partitionOf(region)}:s3:::${name}/*`,
      },
    ],
  });
  const wants = { publicAccessBlock: PUBLIC_BY_POLICY, policy, indexDocument: "index.html", errorDocument: "404.html" };
  const tags = withFingerprints(input.tags, { ...wants, ...input.alsoWants });
  return {
    id: "bucket",
    kind: KIND,
    name,
    needs: [],

    async read() {
      const actual = await bucketTags(cloud, name, stack);
      if (!actual) return undefined;
      const ours = { Bucket: name, ExpectedBucketOwner: cloud.account };
      const [block, found, website] = await Promise.all([
        undefinedOn(cloud.s3.send(new GetPublicAccessBlockCommand(ours)), "NoSuchPublicAccessBlockConfiguration"),
        undefinedOn(cloud.s3.send(new GetBucketPolicyCommand(ours)), "NoSuchBucketPolicy"),
        undefinedOn(cloud.s3.send(new GetBucketWebsiteCommand(ours)), "NoSuchWebsiteConfiguration"),
      ]);
      return {
        publicAccessBlock: { ...block?.PublicAccessBlockConfiguration },
        policy: found?.Policy === undefined ? undefined : canonicalJson(JSON.parse(found.Policy)),
        indexDocument: website?.IndexDocument?.Suffix,
        errorDocument: website?.ErrorDocument?.Key,
        tags: actual,
      };
    },

    async create() {
      const configuration = {
        ...(isLocationConstraint(region) && { LocationConstraint: region }),
        Tags: tagList(tags),
      };
      const command = new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: configuration });
      try {
        await whileConflicting(cloud, () => cloud.s3.send(command));
      } catch (error) {
        if (isAwsError(error, "BucketAlreadyOwnedByYou")) return undefined;
        if (isAwsError(error, "BucketAlreadyExists"))
          throw foreignResource(KIND, name, stack, "another account owns it");
        throw error;
      }
      return { ...NEW_BUCKET, tags };
    },

    diff: (state) => [...compareFields({ ...state }, wants), ...compareTags(state.tags, tags)],

    matchesLastDeploy: (state, field) => fieldMatchesLastDeploy(state.tags, field, wants, tags),

    /** One after the other: S3 refuses two changes of a bucket's configuration at the same time, and a public policy while it is blocked. */
    async update(_context, state, changes) {
      const { s3, account } = cloud;
      const ours = { Bucket: name, ExpectedBucketOwner: account };
      if (changesOf(changes, "publicAccessBlock").length > 0) {
        const command = new PutPublicAccessBlockCommand({ ...ours, PublicAccessBlockConfiguration: PUBLIC_BY_POLICY });
        await whileConflicting(cloud, () => s3.send(command));
      }
      if (changesOf(changes, "policy").length > 0)
        await putPolicy(cloud, new PutBucketPolicyCommand({ ...ours, Policy: policy }));
      if (changesOf(changes, "indexDocument", "errorDocument").length > 0) {
        const command = new PutBucketWebsiteCommand({
          ...ours,
          WebsiteConfiguration: { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "404.html" } },
        });
        await whileConflicting(cloud, () => s3.send(command));
      }
      if (Object.keys(tagsToUpdate(state.tags, tags)).length > 0) {
        const TagSet = tagList({ ...state.tags, ...tags });
        await whileConflicting(cloud, () => s3.send(new PutBucketTaggingCommand({ ...ours, Tagging: { TagSet } })));
      }
    },

    async remove() {
      if (!(await bucketTags(cloud, name, stack))) return false;
      return removeBucket(cloud, name);
    },
  };
}

/** The bucket's tags when it exists and is this stack's; throws for another's. Names are world-wide: it may be another account's. */
export async function bucketTags({ s3, account }: Cloud, name: string, stack: StackName): Promise<Tags | undefined> {
  try {
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: name, ExpectedBucketOwner: account }));
    const actual = tagRecord(TagSet);
    if (isOurs(actual, stack)) return actual;
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    // Without its tags it is not known whose it is, and the policy is left alone.
    if (isAwsError(error, "AccessDenied") && /deny in a resource-based policy/.test(error.message))
      throw deniedByPolicy(name, error);
    if (isAwsError(error, "AccessDenied") && !/not authorized to perform/.test(error.message))
      throw foreignResource(KIND, name, stack, "another account owns it");
    if (!isAwsError(error, "NoSuchTagSet")) throw error;
  }
  throw foreignResource(KIND, name, stack);
}

/** us-east-1 must not be named, every other region must (aws-behaviour 5.1); the SDK's list of regions is older than AWS's. */
function isLocationConstraint(region: string): region is BucketLocationConstraint {
  return region !== "us-east-1";
}

/** Two changes of a bucket at the same time conflict; a new bucket can be unknown for a moment (S3/Welcome#ConsistencyModel). */
export function whileConflicting<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const wait = { for: "S3 to settle the bucket", seconds: CONFLICT_SECONDS, pauseSeconds: 5 };
  const settled = () => retryWhile(cloud, wait, (error) => isAwsError(error, "OperationAborted"), action);
  const known = { for: "S3 to know the new bucket", seconds: NEW_BUCKET_SECONDS };
  return retryWhile(cloud, known, (error) => isAwsError(error, "NoSuchBucket"), settled);
}

/** Lifting the block takes effect after a moment. The block of an account that may not be read looks the same, and never ends. */
async function putPolicy(cloud: Cloud, command: PutBucketPolicyCommand): Promise<void> {
  const wait = { for: "S3 to allow a public bucket policy", seconds: POLICY_SECONDS, pauseSeconds: 3 };
  try {
    await retryWhile(cloud, wait, isPolicyBlocked, () => whileConflicting(cloud, () => cloud.s3.send(command)));
  } catch (error) {
    const refusal = error instanceof TodoApiError ? error.cause : error;
    if (isPolicyBlocked(refusal)) throw websiteBlocked(cloud, `S3 refused its policy for ${POLICY_SECONDS} s`, refusal);
    if (isForbiddenByOrganization(refusal)) throw websiteBlocked(cloud, "the organization forbids its policy", refusal);
    throw error;
  }
}

function isPolicyBlocked(error: unknown): boolean {
  if (!isAwsError(error, "AccessDenied") || isForbiddenByOrganization(error)) return false;
  return /BlockPublicPolicy|public policies/.test(error.message) || error.message === "Access Denied";
}

/** A service or resource control policy, or an S3 policy of the organization: no waiting changes it. */
function isForbiddenByOrganization(error: unknown): boolean {
  return isAwsError(error, "AccessDenied") && /(service|resource) control policy|organization/i.test(error.message);
}
