import type { DeleteRolePolicyRequest } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requirePolicy } from "./require-policy.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const deleteRolePolicy = {
  needs({ RoleName }: Validated<DeleteRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyName }: Validated<DeleteRolePolicyRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    requirePolicy(role, PolicyName);
    delete role.policies[PolicyName];
    return {};
  },
} satisfies Operation;
