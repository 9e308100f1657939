import type { CreateRoleRequest, CreateRoleResponse } from "@aws-sdk/client-iam";
import { parsePolicy } from "../../auth/policy/document.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call, Operation, RequiredPermission, Validated } from "../operation.ts";
import { randomId } from "./credentials.ts";
import { checkBoundary } from "./permissions-boundary.ts";
import { roleOutput } from "./role-output.ts";
import type { RoleRecord } from "./store.ts";
import { tagRecord } from "./tags.ts";

/**
 * The maximum number of characters in a trust policy, not counting white space
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
const MAX_TRUST_POLICY_CHARACTERS = 2048;
/**
 * The default maximum number of roles in an account
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
const MAX_ROLES_PER_ACCOUNT = 1000;

export const createRole = {
  permissions(
    { RoleName, Path = "/", Tags, PermissionsBoundary }: Validated<CreateRoleRequest>,
    call: Call,
  ): RequiredPermission[] {
    const resource = `arn:aws:iam::${call.account}:role${Path}${RoleName}`;
    const bounded =
      PermissionsBoundary === undefined ? {} : { context: { "iam:PermissionsBoundary": PermissionsBoundary } };
    const create = { action: "iam:CreateRole", resource, ...bounded };
    return [create, ...(Tags?.length ? [{ action: "iam:TagRole", resource }] : [])];
  },

  run(input: Validated<CreateRoleRequest>, { cloud, account }: Call): CreateRoleResponse {
    const { roles } = cloud.iam.data;
    const key = input.RoleName.toLowerCase();
    if (roles[key]) throw new AwsError("EntityAlreadyExists", 409, `Role with name ${input.RoleName} already exists.`);
    if (Object.keys(roles).length >= MAX_ROLES_PER_ACCOUNT)
      throw new AwsError("LimitExceeded", 409, `Cannot exceed quota for RolesPerAccount: ${MAX_ROLES_PER_ACCOUNT}.`);
    checkTrustPolicy(input.AssumeRolePolicyDocument);
    if (input.PermissionsBoundary !== undefined) checkBoundary(input.PermissionsBoundary);
    const path = input.Path ?? "/";
    const role: RoleRecord = {
      name: input.RoleName,
      arn: `arn:aws:iam::${account}:role${path}${input.RoleName}`,
      roleId: `AROA${randomId(17)}`,
      path,
      createdAt: cloud.clock.now(),
      description: input.Description,
      maxSessionDuration: input.MaxSessionDuration ?? 3600,
      trustPolicy: input.AssumeRolePolicyDocument,
      trustBefore: { policy: undefined, until: cloud.clock.now() },
      policies: emptyRecord(),
      attachedPolicyArns: [],
      permissionsBoundary: input.PermissionsBoundary,
      tags: tagRecord(input.Tags),
    };
    roles[key] = role;
    return { Role: roleOutput(role) };
  },
} satisfies Operation;

/** Rejects a trust policy that IAM does not accept. */
export function checkTrustPolicy(text: string): void {
  parsePolicy(text, "trust");
  if (text.replace(/\s/g, "").length > MAX_TRUST_POLICY_CHARACTERS)
    throw new AwsError("LimitExceeded", 409, `Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_POLICY_CHARACTERS}`);
}
