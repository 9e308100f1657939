import type { CreateBucketRequest } from "@aws-sdk/client-s3";
import { modelOf, requireShape } from "../../model/service-model.ts";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { checkBucketName } from "./bucket-name.ts";
import { parseBucketTags } from "./bucket-tags.ts";
import { bucketArn, findBucket } from "./buckets.ts";
import { checkDigests } from "./integrity.ts";
import type { BucketRecord } from "./store.ts";

type Input = Validated<CreateBucketRequest>;

/**
 * S3 CreateBucket: creates a private bucket, with Block Public Access enabled and ACLs disabled (the default since
 * April 2023).
 */
export const createBucket = {
  permissions({ Bucket, CreateBucketConfiguration, ObjectOwnership }: Input) {
    const actions = [
      "s3:CreateBucket",
      ...(CreateBucketConfiguration?.Tags?.length ? ["s3:TagResource"] : []),
      ...(ObjectOwnership === undefined ? [] : ["s3:PutBucketOwnershipControls"]),
    ];
    return actions.map((action) => ({ action, resource: bucketArn(Bucket) }));
  },

  run(input: Input, call: Call) {
    const { Bucket: name, CreateBucketConfiguration: configuration, ObjectOwnership: ownership } = input;
    checkDigests(call);
    checkBucketName(name);
    checkOwnership(ownership);
    if (configuration?.Location || configuration?.Bucket) throw notSupported("A directory bucket");
    const region = regionOf(call.region, configuration?.LocationConstraint);
    const tags = parseBucketTags(configuration?.Tags ?? []);
    const existing = findBucket(call.cloud, name);
    if (existing) return respondToDuplicate(existing, call, tags.length > 0);
    refuseWhileNameIsTaken(call, name);
    const bucket: BucketRecord = {
      name,
      region,
      ...(configuration?.LocationConstraint === "EU" && { location: "EU" }),
      owner: call.account,
      createdAt: call.cloud.clock.now(),
      tags,
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      versions: [],
      uploads: [],
    };
    call.cloud.s3.data.buckets[name] = bucket;
    delete call.cloud.s3.data.deletedAt[name];
    return creationOutput(bucket);
  },
} satisfies Operation;

/** Rejects every object ownership except BucketOwnerEnforced: the others require ACLs, which are not supported. */
function checkOwnership(ownership: string | undefined): void {
  if (ownership === undefined || ownership === "BucketOwnerEnforced") return;
  if (ownership === "BucketOwnerPreferred" || ownership === "ObjectWriter")
    throw notSupported(`CreateBucket: ObjectOwnership ${ownership}`);
  throw new AwsError("InvalidArgument", 400, `Invalid x-amz-object-ownership header: ${ownership}`, {
    fields: { ArgumentName: "x-amz-object-ownership" },
  });
}

/** The name of a deleted bucket becomes available after a delay: https://github.com/aws/aws-cli/issues/2593 */
function refuseWhileNameIsTaken({ cloud: { s3, clock, timing } }: Call, name: string): void {
  const deletedAt = s3.data.deletedAt[name];
  if (deletedAt === undefined || clock.now() >= deletedAt + timing.delay("bucket-name-free", name)) return;
  throw new AwsError(
    "OperationAborted",
    409,
    "A conflicting conditional operation is currently in progress against this resource. Please try again.",
  );
}

/**
 * The us-east-1 endpoint accepts a request without a location constraint, or with any constraint except us-east-1. At
 * other endpoints, the constraint must be the endpoint's region, or `EU` for eu-west-1
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html).
 */
function regionOf(endpoint: string, constraint: string | undefined): string {
  if (endpoint === "us-east-1") {
    if (constraint !== undefined && !isLocation(constraint))
      throw new AwsError("InvalidLocationConstraint", 400, "The specified location-constraint is not valid", {
        fields: { LocationConstraint: constraint },
      });
    return constraint === "EU" ? "eu-west-1" : (constraint ?? endpoint);
  }
  if (constraint === endpoint || (constraint === "EU" && endpoint === "eu-west-1")) return endpoint;
  throw new AwsError(
    "IllegalLocationConstraintException",
    400,
    `The ${constraint ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/**
 * In us-east-1, creating a bucket that the caller already owns there succeeds unless the request has tags (recorded on
 * AWS in 2026).
 */
function respondToDuplicate(bucket: BucketRecord, call: Call, withTags: boolean): object {
  const { name } = bucket;
  if (bucket.owner !== call.account)
    throw new AwsError(
      "BucketAlreadyExists",
      409,
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      { fields: { BucketName: name } },
    );
  if (bucket.region === "us-east-1" && call.region === "us-east-1" && !withTags) return creationOutput(bucket);
  throw new AwsError(
    "BucketAlreadyOwnedByYou",
    409,
    "Your previous request to create the named bucket succeeded and you already own it.",
    { fields: { BucketName: name } },
  );
}

function creationOutput({ name, region }: BucketRecord): object {
  const Location = region === "us-east-1" ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
  return { Location, BucketArn: bucketArn(name) };
}

/** Whether S3 accepts a string as a region: any location constraint, or us-east-1, which is not a constraint. */
export function isRegion(name: string): boolean {
  return name === "us-east-1" || isLocation(name);
}

/** Whether a string is a location constraint: a region, or `EU` for eu-west-1. */
function isLocation(name: string): boolean {
  return requireShape(modelOf("s3"), "BucketLocationConstraint").values?.includes(name) === true;
}
