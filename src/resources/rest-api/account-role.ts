import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  type Role,
} from "@aws-sdk/client-iam";
import type { Cloud } from "../../aws/cloud.ts";
import { logsPolicyArn } from "../../aws/conditions.ts";
import { isDenial } from "../../aws/denial.ts";
import { ROLE_PATH, roleArn, sharedLogRoleName } from "../../aws/names.ts";
import { tagRecord } from "../../aws/ownership.ts";
import { partitionOf } from "../../aws/partitions.ts";
import { deletedUnlessMissing, isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import { FOREIGN_RESOURCE } from "../../engine/foreign-resource.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { deleteRole } from "../role/delete-role.ts";
import { findRole } from "../role/find-role.ts";
import { trustPolicyFor } from "../role/policy-text.ts";
import { listAttachedPolicyArns } from "../role/role-policies.ts";
import { whileIamSettles } from "../role/while-iam-settles.ts";

const SHARED_TAG = "todo-api:shared";

/**
 * Finds the shared role; returns undefined if it does not exist or does not have todo-api's tag. If a policy allows
 * access by path, IAM denies access to a missing role, because a missing role has no path. If access is denied, the
 * role is therefore assumed to be missing, unless `isInUse`.
 */
export async function findSharedRole(cloud: Cloud, isInUse = false): Promise<Role | undefined> {
  try {
    const found = await findRole(cloud, sharedLogRoleName(cloud.region));
    return tagRecord(found?.Tags)[SHARED_TAG] === undefined ? undefined : found;
  } catch (error) {
    if (isDenial(error) && !isInUse) return undefined;
    throw error;
  }
}

/** Whether a role exists. A role that todo-api did not create and cannot read is assumed to exist. */
export async function roleExists(cloud: Cloud, arn: string): Promise<boolean> {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  try {
    return (await findRole(cloud, name)) !== undefined;
  } catch (error) {
    if (isDenial(error) && name !== sharedLogRoleName(cloud.region)) return true;
    throw error;
  }
}

/**
 * Whether a role is the shared role, but its policy is not attached: a destroy may have detached the policy while a
 * deploy set the role in API Gateway's account settings. Returns false for another owner's role with that name.
 */
export async function lacksLogsPolicy(cloud: Cloud, arn: string): Promise<boolean> {
  const RoleName = sharedLogRoleName(cloud.region);
  if (arn !== sharedRoleArn(cloud)) return false;
  const attached = await undefinedOn(listAttachedPolicyArns(cloud.iam, RoleName), "NoSuchEntityException");
  if (attached?.includes(sharedRolePolicyArn(cloud)) !== false) return false;
  return (await findSharedRole(cloud, true)) !== undefined;
}

/**
 * Creates the shared role unless it exists, attaches its policy, and returns the role's ARN. `boundary` is the ARN of
 * the role's permissions boundary.
 */
export async function ensureSharedRole(cloud: Cloud, boundary: string | undefined): Promise<string> {
  // Both calls are repeated if IAM does not find the role: another stack's destroy may have deleted it in the meantime.
  await whileIamSettles(cloud, async () => {
    await createSharedRole(cloud, boundary);
    const RoleName = sharedLogRoleName(cloud.region);
    await cloud.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: sharedRolePolicyArn(cloud) }));
  });
  return sharedRoleArn(cloud);
}

async function createSharedRole({ iam, region }: Cloud, boundary: string | undefined): Promise<void> {
  const RoleName = sharedLogRoleName(region);
  const input = {
    RoleName,
    Path: ROLE_PATH,
    Description: "Lets API Gateway write to CloudWatch Logs; shared by every REST API in this account and region.",
    AssumeRolePolicyDocument: trustPolicyFor("apigateway.amazonaws.com"),
    Tags: [{ Key: SHARED_TAG, Value: "api-gateway-account" }],
    ...(boundary !== undefined && { PermissionsBoundary: boundary }),
  };
  try {
    await iam.send(new CreateRoleCommand(input));
  } catch (error) {
    if (!isAwsError(error, "EntityAlreadyExistsException")) throw error;
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    if (tagRecord(Role?.Tags)[SHARED_TAG] === undefined) throw foreignSharedRole(RoleName);
  }
}

/** Removes the shared role; returns false if it did not exist. */
export async function removeSharedRole(cloud: Cloud): Promise<boolean> {
  const RoleName = sharedLogRoleName(cloud.region);
  const command = new DetachRolePolicyCommand({ RoleName, PolicyArn: sharedRolePolicyArn(cloud) });
  await deletedUnlessMissing(cloud.iam.send(command), "NoSuchEntityException");
  return deleteRole(cloud.iam, RoleName);
}

/** The ARN of the role that all stacks in an account and region share. */
export function sharedRoleArn(cloud: Cloud): string {
  return roleArn(cloud, sharedLogRoleName(cloud.region));
}

/** The ARN of the AWS managed policy for the shared role, which lets API Gateway write logs. */
export function sharedRolePolicyArn({ region }: Cloud): string {
  return logsPolicyArn(partitionOf(region));
}

/** The error does not suggest a different --app or --stage, because the role's name contains neither. */
function foreignSharedRole(name: string): TodoApiError {
  const why = `it has no tag ${SHARED_TAG}`;
  return new TodoApiError(
    FOREIGN_RESOURCE,
    EXIT.failure,
    `the IAM role ${name} exists and was not created by todo-api: ${why}; it was not changed. Delete it, or set another role for logs in API Gateway's account settings.`,
  );
}
