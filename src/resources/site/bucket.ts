import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { bucketArn } from "../../aws/names.ts";
import { foreignResource, tagList } from "../../aws/ownership.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import { policyText } from "../compare.ts";
import type { DesiredFields } from "../fingerprints.ts";
import { KIND } from "../kinds.ts";
import { managed, type Owned } from "../managed.ts";
import { putPolicy, whileConflicting } from "./bucket-changes.ts";
import { type BucketState, OTHER_ACCOUNT, readBucket, readBucketTags } from "./read-bucket.ts";
import { removeBucket } from "./remove-bucket.ts";

interface BucketInput extends Owned {
  /** The desired website files; the bucket's tags store their fingerprint. */
  readonly desiredParts: DesiredFields;
}

const ACLS_BLOCKED = { BlockPublicAcls: true, IgnorePublicAcls: true };
/** Public by bucket policy; ACLs stay blocked. */
const PUBLIC_BY_POLICY = { ...ACLS_BLOCKED, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const WEBSITE = { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "404.html" } };
/**
 * The Block Public Access settings of a new bucket:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const ALL_BLOCKED = { ...ACLS_BLOCKED, BlockPublicPolicy: true, RestrictPublicBuckets: true };

/** The website bucket: everyone may read its objects, but not list or write them. */
export function bucket(input: BucketInput): StandaloneResource<BucketState> {
  const { cloud, name, stack } = input;
  const { s3, region } = cloud;
  const bucketInput = { Bucket: name };
  const anyoneReads = { Sid: "PublicRead", Effect: "Allow", Principal: "*", Action: "s3:GetObject" };
  const policy = policyText({ ...anyoneReads, Resource: `${bucketArn(cloud, name)}/*` });
  const retry = <Done>(action: () => Promise<Done>) => whileConflicting(cloud, action);
  const putWebsite = () => s3.send(new PutBucketWebsiteCommand({ ...bucketInput, WebsiteConfiguration: WEBSITE }));
  return managed({
    ...input,
    id: "bucket",
    kind: KIND.bucket,
    desired: { publicAccessBlock: PUBLIC_BY_POLICY, policy, indexDocument: "index.html", errorDocument: "404.html" },

    async observe() {
      const tags = await readBucketTags(cloud, name, stack);
      return tags && { tags, state: () => readBucket(cloud, name, tags) };
    },

    async create(tags) {
      const Tags = tagList(tags);
      const CreateBucketConfiguration = isLocationConstraint(region) ? { LocationConstraint: region, Tags } : { Tags };
      const command = new CreateBucketCommand({ ...bucketInput, CreateBucketConfiguration });
      await retry(() => s3.send(command)).catch((error: unknown) => {
        throw isAwsError(error, "BucketAlreadyExists")
          ? foreignResource(KIND.bucket, name, stack, OTHER_ACCOUNT)
          : error;
      });
      return { publicAccessBlock: ALL_BLOCKED, tags };
    },
    alreadyExists: (error) => isAwsError(error, "BucketAlreadyOwnedByYou"),

    // The order matters: S3 rejects a public policy while the bucket blocks public policies.
    set: {
      publicAccessBlock: () =>
        s3.send(new PutPublicAccessBlockCommand({ ...bucketInput, PublicAccessBlockConfiguration: PUBLIC_BY_POLICY })),
      policy: () => putPolicy(cloud, new PutBucketPolicyCommand({ ...bucketInput, Policy: policy })),
      indexDocument: putWebsite,
      errorDocument: putWebsite,
    },
    tag(tags, state) {
      const TagSet = tagList({ ...state.tags, ...tags });
      return s3.send(new PutBucketTaggingCommand({ ...bucketInput, Tagging: { TagSet } }));
    },
    retry,

    remove: () => removeBucket(cloud, name),
    missing: "NoSuchBucket",
  });
}

/**
 * us-east-1 must be omitted; every other region must be given
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html), including regions that the SDK's type does
 * not list yet.
 */
function isLocationConstraint(region: string): region is BucketLocationConstraint {
  return region !== "us-east-1";
}
