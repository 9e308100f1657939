import type { DeleteRolePolicyRequest } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { presentPolicy } from "./require-policy.ts";
import { roleNeed } from "./role-permission.ts";
import { presentRole } from "./roles.ts";

export const deleteRolePolicy = {
  needs({ RoleName }: Validated<DeleteRolePolicyRequest>, call: Call) {
    return [roleNeed(call, RoleName)];
  },

  run({ RoleName, PolicyName }: Validated<DeleteRolePolicyRequest>, { cloud }: Call): object {
    const role = presentRole(cloud, RoleName);
    presentPolicy(role, PolicyName);
    delete role.policies[PolicyName];
    return {};
  },
} satisfies Operation;
