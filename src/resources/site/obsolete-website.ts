import type { Cloud } from "../../aws/cloud.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import { type BucketState, bucketTags } from "./bucket.ts";

export interface ObsoleteWebsiteState {
  readonly hasBucket: boolean;
}

/** The bucket that an earlier deploy created, in a stack that no longer has a website. */
export function obsoleteWebsite(
  cloud: Cloud,
  bucket: StandaloneResource<BucketState>,
  stack: StackName,
): Resource<ObsoleteWebsiteState> {
  return {
    id: "obsolete-website",
    kind: bucket.kind,
    name: bucket.name,
    needs: [],
    isObsolete: true,
    read: async () => ({ hasBucket: await hasOwnBucket() }),
    create: async () => ({ hasBucket: false }),
    diff: ({ hasBucket }) => (hasBucket ? [{ field: "website", from: "s3", to: "none" }] : []),
    matchesLastDeploy: () => false,
    async update() {
      await bucket.remove();
    },
  };

  /** Where access to S3 is denied, there cannot be a bucket either. */
  async function hasOwnBucket(): Promise<boolean> {
    try {
      return (await bucketTags(cloud, bucket.name, stack)) !== undefined;
    } catch (error) {
      if (isForeign(error) || isAwsError(error, "AccessDenied")) return false;
      throw error;
    }
  }
}
