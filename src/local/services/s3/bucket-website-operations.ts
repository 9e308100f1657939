import type {
  DeleteBucketWebsiteRequest,
  GetBucketWebsiteOutput,
  GetBucketWebsiteRequest,
  PutBucketWebsiteRequest,
  WebsiteConfiguration,
} from "@aws-sdk/client-s3";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { checkRequiredDigest } from "./integrity.ts";
import { invalidArgument } from "./invalid-argument.ts";
import type { WebsiteRecord } from "./store.ts";

export const getBucketWebsite = {
  permissions(input: Validated<GetBucketWebsiteRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:GetBucketWebsite");
  },

  run(input: Validated<GetBucketWebsiteRequest>, call: Call): GetBucketWebsiteOutput {
    const { name, website } = requireBucket(call, input);
    if (!website)
      throw new AwsError(
        "NoSuchWebsiteConfiguration",
        404,
        "The specified bucket does not have a website configuration",
        { fields: { BucketName: name } },
      );
    return {
      IndexDocument: { Suffix: website.indexSuffix },
      ...(website.errorKey !== undefined && { ErrorDocument: { Key: website.errorKey } }),
    };
  },
} satisfies Operation;

/** S3 PutBucketWebsite: the bucket's website endpoint responds shortly afterward. */
export const putBucketWebsite = {
  permissions(input: Validated<PutBucketWebsiteRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:PutBucketWebsite");
  },

  async run(input: Validated<PutBucketWebsiteRequest>, call: Call) {
    const bucket = requireBucket(call, input);
    checkRequiredDigest(call);
    const website = parseWebsite(input.WebsiteConfiguration);
    if (!bucket.website) bucket.websiteSince = call.cloud.clock.now();
    bucket.website = website;
    await call.cloud.websites.open(bucket.name);
    return undefined;
  },
} satisfies Operation;

function parseWebsite(given: WebsiteConfiguration): WebsiteRecord {
  if (given.RedirectAllRequestsTo && (given.IndexDocument || given.ErrorDocument || given.RoutingRules))
    throw invalidArgument(
      "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
      "RedirectAllRequestsTo",
      "not null",
    );
  if (given.RedirectAllRequestsTo) throw notSupported("PutBucketWebsite: RedirectAllRequestsTo");
  if (given.RoutingRules) throw notSupported("PutBucketWebsite: RoutingRules");
  if (!given.IndexDocument)
    throw invalidArgument(
      "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
      "IndexDocument",
      "null",
    );
  const indexSuffix = given.IndexDocument.Suffix ?? "";
  if (indexSuffix === "" || indexSuffix.includes("/"))
    throw invalidArgument("The IndexDocument Suffix is not well formed", "IndexDocument", indexSuffix);
  return { indexSuffix, errorKey: given.ErrorDocument?.Key };
}

/** S3 DeleteBucketWebsite: succeeds even if there is no website. */
export const deleteBucketWebsite = {
  permissions(input: Validated<DeleteBucketWebsiteRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:DeleteBucketWebsite");
  },

  async run(input: Validated<DeleteBucketWebsiteRequest>, call: Call) {
    const bucket = requireBucket(call, input);
    bucket.website = undefined;
    await call.cloud.websites.close(bucket.name);
    return undefined;
  },
} satisfies Operation;
