import type { AttachRolePolicyRequest } from "@aws-sdk/client-iam";
import { AwsError, notSupported } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { checkPolicyArn, MANAGED_POLICIES } from "./managed-policies.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const attachRolePolicy = {
  needs({ RoleName, PolicyArn }: Validated<AttachRolePolicyRequest>, call: Call) {
    return [{ ...rolePermission(call, RoleName), context: { "iam:PolicyARN": PolicyArn } }];
  },

  run({ RoleName, PolicyArn }: Validated<AttachRolePolicyRequest>, { cloud }: Call): object {
    checkPolicyArn(PolicyArn);
    const role = requireRole(cloud, RoleName);
    if (!MANAGED_POLICIES[PolicyArn]) {
      if (PolicyArn.startsWith("arn:aws:iam::aws:policy/")) throw notSupported(`The managed policy ${PolicyArn}`);
      throw new AwsError("NoSuchEntity", 404, `Policy ${PolicyArn} does not exist or is not attachable.`);
    }
    if (!role.attachedPolicyArns.includes(PolicyArn)) role.attachedPolicyArns.push(PolicyArn);
    return {};
  },
} satisfies Operation;
