import { bucketName } from "../aws/names.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import { type ObsoleteState, obsoleteResource } from "../resources/obsolete-resource.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";
import { bucket } from "../resources/site/bucket.ts";
import { type FilesState, files, type SiteFile, siteIdentity } from "../resources/site/files.ts";
import { type BucketState, readBucketTags } from "../resources/site/read-bucket.ts";
import { siteFiles } from "../resources/site/site-files.ts";
import { pageConfig, pageFolder } from "./page-content.ts";
import { type StackContent, settingsBefore } from "./stack-content.ts";

interface UpdateAfter {
  readonly updateAfter: readonly Resource[];
}

/** The bucket that serves the page. */
export function websiteBucket(content: StackContent, { updateAfter }: UpdateAfter): StandaloneResource<BucketState> {
  const { input, owned } = content;
  const desiredParts = { site: siteIdentity(filesFor(content)) };
  const { isForRemoval: isOptional = false } = input;
  const name = bucketName(input.name, input.cloud);
  return { ...bucket({ ...owned, name, desiredParts, updateAfter }), isOptional };
}

/** The page's files. */
export function websiteFiles(
  content: StackContent,
  after: { readonly bucket: Resource<BucketState>; readonly restApi: Resource<RestApiState> },
): Resource<FilesState> {
  const { name, cloud } = content.input;
  const own = filesFor(content);
  return files({ cloud, ...after, stage: name.stage, filesFor: own, identity: siteIdentity(own) });
}

/** The bucket that an earlier deploy created, in a stack that no longer has a bucket. */
export function obsoleteBucket(
  { input }: StackContent,
  { bucket, updateAfter }: UpdateAfter & { readonly bucket: StandaloneResource<BucketState> },
): Resource<ObsoleteState> {
  const { cloud, name, settings } = input;
  return obsoleteResource({
    id: "obsolete-website",
    resource: bucket,
    change: { field: "website", from: "s3", to: settings.website },
    wasInUse: settingsBefore(input)?.website === "s3",
    needs: [],
    updateAfter,
    exists: async () => (await readBucketTags(cloud, bucket.name, name)) !== undefined,
  });
}

function filesFor({ input }: StackContent): (apiUrl: string) => readonly SiteFile[] {
  const folder = pageFolder(input.packageRoot);
  return (apiUrl) => siteFiles(folder, { apiUrl, ...pageConfig(input) });
}
