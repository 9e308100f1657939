import type { Cloud } from "../../aws/cloud.ts";
import { isDenial } from "../../aws/denial.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import { type BucketState, bucketTags } from "./read-bucket.ts";

export interface ObsoleteWebsiteState {
  readonly hasBucket: boolean;
}

/** The stack that no longer has the bucket. */
export interface ObsoleteWebsiteInput {
  readonly name: StackName;
  readonly settings: { readonly website: string };
  /** Whether it had the bucket until now. */
  readonly hadWebsite: boolean;
}

/** The bucket that an earlier deploy created, in a stack whose website is elsewhere, or that no longer has one. */
export function obsoleteWebsite(
  cloud: Cloud,
  bucket: StandaloneResource<BucketState>,
  { name, settings, hadWebsite }: ObsoleteWebsiteInput,
): Resource<ObsoleteWebsiteState> {
  return {
    id: "obsolete-website",
    kind: bucket.kind,
    name: bucket.name,
    needs: [],
    isObsolete: true,
    read: async () => ({ hasBucket: await hasOwnBucket() }),
    create: async () => ({ hasBucket: false }),
    diff: ({ hasBucket }) => (hasBucket ? [{ field: "website", from: "s3", to: settings.website }] : []),
    matchesLastDeploy: () => false,
    async update() {
      await bucket.remove();
    },
  };

  /** Where access to S3 is denied, there cannot be a bucket either, unless the stack had a website until now. */
  async function hasOwnBucket(): Promise<boolean> {
    try {
      return (await bucketTags(cloud, bucket.name, name)) !== undefined;
    } catch (error) {
      if (isForeign(error) || (isDenial(error) && !hadWebsite)) return false;
      throw error;
    }
  }
}
