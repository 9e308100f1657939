import type { DetachRolePolicyRequest } from "@aws-sdk/client-iam";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { checkPolicyArn } from "./managed-policies.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const detachRolePolicy = {
  needs({ RoleName, PolicyArn }: Validated<DetachRolePolicyRequest>, call: Call) {
    return [{ ...rolePermission(call, RoleName), context: { "iam:PolicyARN": PolicyArn } }];
  },

  run({ RoleName, PolicyArn }: Validated<DetachRolePolicyRequest>, { cloud }: Call): object {
    checkPolicyArn(PolicyArn);
    const role = requireRole(cloud, RoleName);
    if (!role.attachedPolicyArns.includes(PolicyArn))
      throw new AwsError("NoSuchEntity", 404, `Policy ${PolicyArn} was not found.`);
    role.attachedPolicyArns = role.attachedPolicyArns.filter((arn) => arn !== PolicyArn);
    return {};
  },
} satisfies Operation;
