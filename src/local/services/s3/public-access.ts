import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { type PolicyDocument, parsePolicy } from "../../auth/policy/document.ts";
import { evaluateResource, type Verdict } from "../../auth/policy/evaluate.ts";
import { parseIpRange } from "../../auth/policy/ip-range.ts";
import { areFixed, isPublicStatement } from "../../auth/policy/public-statement.ts";
import type { LocalCloud } from "../../cloud.ts";
import type { RequiredPermission } from "../operation.ts";
import { bucketArn, objectArn } from "./buckets.ts";
import type { BucketRecord, PublicAccessBlock } from "./store.ts";

export function mayAnyoneRead(cloud: LocalCloud, bucket: BucketRecord, key: string): boolean {
  return anonymousVerdict(cloud, bucket, { action: "s3:GetObject", resource: objectArn(bucket.name, key) }) === "allow";
}

export function mayAnyoneList(cloud: LocalCloud, bucket: BucketRecord): boolean {
  return anonymousVerdict(cloud, bucket, { action: "s3:ListBucket", resource: bucketArn(bucket.name) }) === "allow";
}

/**
 * Evaluates a bucket policy for an unsigned request over plain HTTP. Block Public Access applies if the bucket or the
 * account enables it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html).
 */
export function anonymousVerdict(
  { s3 }: LocalCloud,
  { policy, publicAccessBlock }: BucketRecord,
  { action, resource, context }: RequiredPermission,
): Verdict {
  if (policy === undefined) return "implicit-deny";
  const isRestricted = publicAccessBlock.restrictPublicBuckets || s3.data.accountBlock?.restrictPublicBuckets;
  if (isRestricted && isPublicPolicy(policy)) return "implicit-deny";
  const requestContext = { "aws:SecureTransport": "false", "aws:SourceIp": "127.0.0.1", ...context };
  return evaluateResource(policy, { action, resource, context: requestContext }, { type: "anonymous" });
}

/** Converts Block Public Access settings to the format of S3's API. */
export function configurationOf(block: PublicAccessBlock): PublicAccessBlockConfiguration {
  return {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
}

/** Converts Block Public Access settings to a record. An omitted setting is false. */
export function blockOf(configuration: PublicAccessBlockConfiguration): PublicAccessBlock {
  return {
    blockPublicAcls: configuration.BlockPublicAcls ?? false,
    ignorePublicAcls: configuration.IgnorePublicAcls ?? false,
    blockPublicPolicy: configuration.BlockPublicPolicy ?? false,
    restrictPublicBuckets: configuration.RestrictPublicBuckets ?? false,
  };
}

/**
 * Whether S3 considers a bucket policy public
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, "The meaning of
 * public").
 */
export function isPublicPolicy(text: string): boolean {
  const { statements }: PolicyDocument = parsePolicy(text, "resource");
  return statements.some((statement) => isPublicStatement(statement, restrictsCallers));
}

/** A condition on one of these keys makes a statement non-public if none of the condition's values has a wildcard. */
const FIXING_KEYS = new Set([
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "s3:dataaccesspointaccount",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
]);

function restrictsCallers(key: string, values: readonly string[]): boolean {
  if (key === "aws:sourceip") return values.every(isNarrowRange);
  if (key === "s3:dataaccesspointarn") return values.every((value) => ACCESS_POINTS_OF_ACCOUNT.test(value));
  return FIXING_KEYS.has(key) && areFixed(values);
}

/** Ranges broader than /8 (IPv4) or /32 (IPv6) count as public. */
function isNarrowRange(text: string): boolean {
  const range = parseIpRange(text);
  return range !== undefined && range.prefix >= (range.version === 4 ? 8 : 32);
}

/** An access point ARN with a fixed account. The access point's name may have wildcards. */
const ACCESS_POINTS_OF_ACCOUNT = /^arn:[^:*?]+:s3:[^:]*:\d{12}:accesspoint\/.+$/;
