import type { Cloud } from "../../aws/cloud.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import { type BucketState, bucketTags } from "./bucket.ts";

/** Whether the website of an earlier deploy is still there. */
export interface NoWebsiteState {
  readonly hasBucket: boolean;
}

/** A stack without a website: the bucket that an earlier deploy created is removed. */
export function noWebsite(
  cloud: Cloud,
  bucket: StandaloneResource<BucketState>,
  stack: StackName,
): Resource<NoWebsiteState> {
  return {
    id: "no-website",
    kind: "website",
    name: bucket.name,
    needs: [],
    read: async () => ({ hasBucket: await hasOwnBucket() }),
    create: async () => ({ hasBucket: false }),
    diff: ({ hasBucket }) => (hasBucket ? [{ field: "website", from: "s3", to: "none" }] : []),
    matchesLastDeploy: () => false,
    async update() {
      await bucket.remove();
    },
  };

  /** Where S3 is forbidden altogether, there cannot be one either. */
  async function hasOwnBucket(): Promise<boolean> {
    try {
      return (await bucketTags(cloud, bucket.name, stack)) !== undefined;
    } catch (error) {
      if (isForeign(error) || isAwsError(error, "AccessDenied")) return false;
      throw error;
    }
  }
}
