import type { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import type { Cloud } from "../../aws/cloud.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";
import { TodoApiError } from "../../errors.ts";
import { websiteBlocked } from "./public-access.ts";

const POLICY_SECONDS = 30;
const CONFLICT_SECONDS = 120;
const NEW_BUCKET_SECONDS = 20;

/**
 * Retries while concurrent changes to a bucket conflict, or while a new bucket is not found yet
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel).
 */
export function whileConflicting<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const conflictWait = { for: "the bucket to settle", seconds: CONFLICT_SECONDS, pauseSeconds: 5 };
  const whileAborted = () => retryWhile(cloud, conflictWait, (error) => isAwsError(error, "OperationAborted"), action);
  const newBucketWait = { for: "the new bucket to be usable", seconds: NEW_BUCKET_SECONDS };
  return retryWhile(cloud, newBucketWait, (error) => isAwsError(error, "NoSuchBucket"), whileAborted);
}

/**
 * Puts a public policy. S3 may reject it for up to 30 s after the bucket's Block Public Access settings change
 * (https://github.com/hashicorp/terraform-provider-aws/issues/31363). S3 returns the same error if public policies are
 * blocked by the account's settings, which these credentials may be unable to read.
 */
export async function putPolicy(cloud: Cloud, command: PutBucketPolicyCommand): Promise<void> {
  const wait = { for: "S3 to allow a public bucket policy", seconds: POLICY_SECONDS, pauseSeconds: 3 };
  try {
    await retryWhile(cloud, wait, isPolicyBlocked, () => cloud.s3.send(command));
  } catch (error) {
    const refusal = error instanceof TodoApiError ? error.cause : error;
    if (isPolicyBlocked(refusal))
      throw websiteBlocked(cloud, `S3 rejected the bucket policy for ${POLICY_SECONDS} s`, refusal);
    if (isForbiddenByOrganization(refusal))
      throw websiteBlocked(cloud, "an organization policy denies the bucket policy", refusal);
    throw error;
  }
}

function isPolicyBlocked(error: unknown): boolean {
  if (!isAwsError(error, "AccessDenied") || isForbiddenByOrganization(error)) return false;
  return /BlockPublicPolicy|public policies/.test(error.message) || error.message === "Access Denied";
}

/**
 * Whether the cause is a service control policy, a resource control policy or an S3 policy in the organization. If so,
 * waiting does not help.
 */
function isForbiddenByOrganization(error: unknown): boolean {
  return isAwsError(error, "AccessDenied") && /(service|resource) control policy|organization/i.test(error.message);
}
