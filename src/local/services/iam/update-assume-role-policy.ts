import type { UpdateAssumeRolePolicyRequest } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { checkTrustPolicy } from "./create-role.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const updateAssumeRolePolicy = {
  needs({ RoleName }: Validated<UpdateAssumeRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyDocument }: Validated<UpdateAssumeRolePolicyRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    checkTrustPolicy(PolicyDocument);
    role.trustBefore = { policy: role.trustPolicy, until: cloud.clock.now() };
    role.trustPolicy = PolicyDocument;
    return {};
  },
} satisfies Operation;
