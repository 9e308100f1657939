import { DeleteBucketCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import type { Cloud } from "../../aws/cloud.ts";
import { isDenial, parseDenial } from "../../aws/denial.ts";
import { bucketArn } from "../../aws/names.ts";
import { partitionOf } from "../../aws/partitions.ts";
import { deletedUnlessMissing, isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { policyText } from "../compare.ts";
import { emptyBucket } from "./empty-bucket.ts";

const CONFLICT_SECONDS = 120;
const NEW_POLICY_SECONDS = 30;

/**
 * Removes a bucket and its content. If the bucket's policy denies the removal, replaces the policy and tries again.
 * Returns false if the bucket does not exist.
 */
export async function removeBucket(cloud: Cloud, name: string): Promise<boolean> {
  try {
    return await emptyAndDelete(cloud, name);
  } catch (error) {
    if (!mayBeDeniedByPolicy(error) || !(await mayPolicyDeny(cloud, name))) throw error;
    await replacePolicy(cloud, name, error);
    const wait = { for: `S3 to apply the new policy for the bucket ${name}`, seconds: NEW_POLICY_SECONDS };
    return retryWhile(cloud, wait, mayBeDeniedByPolicy, () => emptyAndDelete(cloud, name));
  }
}

function emptyAndDelete(cloud: Cloud, name: string): Promise<boolean> {
  const command = new DeleteBucketCommand({ Bucket: name });
  return retryWhile(
    cloud,
    { for: `the bucket ${name} to be empty`, seconds: CONFLICT_SECONDS },
    (error) => isAwsError(error, "BucketNotEmpty", "OperationAborted"),
    async () => {
      const removal = emptyBucket(cloud, name).then(() => cloud.s3.send(command));
      return deletedUnlessMissing(removal, "NoSuchBucket");
    },
  );
}

/** Whether an error is a denial that may be due to the bucket's policy: it names a resource policy or no policy. */
function mayBeDeniedByPolicy(error: unknown): boolean {
  return isDenial(error) && ["resource", "unknown"].includes(parseDenial(error).policy);
}

/** Whether the bucket's policy denies something. A policy that these credentials cannot read probably does. */
async function mayPolicyDeny(cloud: Cloud, name: string): Promise<boolean> {
  try {
    const command = new GetBucketPolicyCommand({ Bucket: name });
    const found = await undefinedOn(cloud.s3.send(command), "NoSuchBucketPolicy");
    return found?.Policy !== undefined && /"Effect"\s*:\s*"Deny"/.test(found.Policy);
  } catch (error) {
    if (isDenial(error)) return true;
    throw error;
  }
}

/**
 * Replaces the policy with one that lets the account's users do what IAM allows them, and grants nothing to others;
 * Block Public Access accepts it.
 */
async function replacePolicy(cloud: Cloud, name: string, cause: unknown): Promise<void> {
  const { account, region, s3 } = cloud;
  const arn = bucketArn(cloud, name);
  const statement = {
    Effect: "Allow",
    Principal: { AWS: `arn:${partitionOf(region)}:iam::${account}:root` },
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
  };
  try {
    await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: policyText(statement) }));
  } catch (error) {
    if (isDenial(error))
      throw deniedByPolicy(
        name,
        `the removal of the bucket ${name}, and these credentials cannot replace the policy`,
        cause,
      );
    throw error;
  }
}

/** The error for a bucket whose policy denies something; `denied` completes "the bucket policy denies ...". */
export function deniedByPolicy(name: string, denied: string, cause: unknown): TodoApiError {
  return new TodoApiError(
    "bucket-policy-denies",
    EXIT.auth,
    `the bucket policy denies ${denied}; delete the policy first, which the account's root user can always do`,
    {
      cause,
      next: [
        {
          command: `aws s3api delete-bucket-policy --bucket ${name} --profile <root>`,
          comment: "then run the same command again",
        },
      ],
    },
  );
}
