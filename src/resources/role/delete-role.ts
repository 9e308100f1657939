import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { deletedUnlessMissing, isAwsError } from "../../aws/undefined-on.ts";
import { listAttachedPolicyArns, listInlinePolicyNames } from "./role-policies.ts";

/**
 * Deletes a role and returns whether it existed. If IAM rejects the deletion because the role has policies, removes
 * them and tries again.
 */
export async function deleteRole(iam: IAMClient, RoleName: string): Promise<boolean> {
  const deletion = () => deletedUnlessMissing(iam.send(new DeleteRoleCommand({ RoleName })), "NoSuchEntityException");
  try {
    return await deletion();
  } catch (error) {
    if (!isAwsError(error, "DeleteConflictException")) throw error;
  }
  await removePolicies(iam, RoleName);
  return deletion();
}

async function removePolicies(iam: IAMClient, RoleName: string): Promise<void> {
  const names = await listInlinePolicyNames(iam, RoleName);
  const arns = await listAttachedPolicyArns(iam, RoleName);
  const removals = [
    ...names.map((PolicyName) => () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))),
    ...arns.map((PolicyArn) => () => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))),
  ];
  for (const remove of removals) await deletedUnlessMissing(remove(), "NoSuchEntityException");
}
