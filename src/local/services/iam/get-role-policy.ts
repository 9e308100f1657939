import type { GetRolePolicyRequest, GetRolePolicyResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requirePolicy } from "./require-policy.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const getRolePolicy = {
  needs({ RoleName }: Validated<GetRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyName }: Validated<GetRolePolicyRequest>, { cloud }: Call): GetRolePolicyResponse {
    const role = requireRole(cloud, RoleName);
    return { RoleName: role.name, PolicyName, PolicyDocument: encodeURIComponent(requirePolicy(role, PolicyName)) };
  },
} satisfies Operation;
