import type { ListBucketsOutput, ListBucketsRequest } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketArn } from "./buckets.ts";
import { isRegion } from "./create-bucket.ts";
import { keyPage } from "./key-page.ts";
import { ownerOf } from "./listed-object.ts";
import { readContinuationToken, writeContinuationToken } from "./listing-parameters.ts";
import type { BucketRecord } from "./store.ts";

type Input = Validated<ListBucketsRequest>;

const MAX_BUCKETS = 10_000;

/** S3 ListBuckets: the account's buckets in all regions, sorted by name. */
export const listBuckets = {
  permissions() {
    return [{ action: "s3:ListAllMyBuckets", resource: "arn:aws:s3:::*" }];
  },

  run(input: Input, call: Call): ListBucketsOutput {
    const { MaxBuckets: size = MAX_BUCKETS, ContinuationToken: token, Prefix: prefix, BucketRegion: region } = input;
    checkRegion(region);
    const buckets = Object.values(call.cloud.s3.data.buckets).filter(
      (bucket) => bucket.owner === call.account && (region === undefined || bucket.region === region),
    );
    const after = token ? readContinuationToken(token) : { text: "", isGroup: false };
    const names = buckets.map(({ name }) => name).sort();
    const page = keyPage(names, { prefix: prefix ?? "", delimiter: "", after, size });
    const hasParameters = Object.values(input).some((value) => value !== undefined);
    return {
      Buckets: page.keys
        .flatMap((name) => buckets.filter((bucket) => bucket.name === name))
        .map((bucket) => listedBucket(bucket, hasParameters)),
      Owner: ownerOf(call.account),
      ...(page.next && { ContinuationToken: writeContinuationToken(page.next) }),
      ...(prefix !== undefined && { Prefix: prefix }),
    };
  },
} satisfies Operation;

function checkRegion(region: string | undefined): void {
  if (region === undefined || isRegion(region)) return;
  throw new AwsError("InvalidArgument", 400, `Argument value ${region} is not a valid AWS Region`, {
    fields: { ArgumentName: "bucket-region" },
  });
}

/**
 * Includes the region and ARN only if the request has at least one parameter
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html).
 */
function listedBucket({ name, createdAt, region }: BucketRecord, hasParameters: boolean): object {
  const details = { BucketRegion: region, BucketArn: bucketArn(name) };
  return { Name: name, CreationDate: new Date(createdAt), ...(hasParameters && details) };
}
