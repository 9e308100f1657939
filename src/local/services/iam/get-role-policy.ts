import type { GetRolePolicyRequest, GetRolePolicyResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { presentPolicy } from "./require-policy.ts";
import { roleNeed } from "./role-permission.ts";
import { presentRole } from "./roles.ts";

export const getRolePolicy = {
  needs({ RoleName }: Validated<GetRolePolicyRequest>, call: Call) {
    return [roleNeed(call, RoleName)];
  },

  run({ RoleName, PolicyName }: Validated<GetRolePolicyRequest>, { cloud }: Call): GetRolePolicyResponse {
    const role = presentRole(cloud, RoleName);
    return { RoleName: role.name, PolicyName, PolicyDocument: encodeURIComponent(presentPolicy(role, PolicyName)) };
  },
} satisfies Operation;
