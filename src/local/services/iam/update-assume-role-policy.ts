import type { UpdateAssumeRolePolicyRequest } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { checkTrustPolicy } from "./create-role.ts";
import { roleNeed } from "./role-permission.ts";
import { presentRole } from "./roles.ts";

export const updateAssumeRolePolicy = {
  needs({ RoleName }: Validated<UpdateAssumeRolePolicyRequest>, call: Call) {
    return [roleNeed(call, RoleName)];
  },

  run({ RoleName, PolicyDocument }: Validated<UpdateAssumeRolePolicyRequest>, { cloud }: Call): object {
    const role = presentRole(cloud, RoleName);
    checkTrustPolicy(PolicyDocument);
    role.trustBefore = { policy: role.trustPolicy, until: cloud.clock.now() };
    role.trustPolicy = PolicyDocument;
    return {};
  },
} satisfies Operation;
