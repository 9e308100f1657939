import type { UpdateRoleRequest } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { roleNeed } from "./role-permission.ts";
import { presentRole } from "./roles.ts";

export const updateRole = {
  needs({ RoleName }: Validated<UpdateRoleRequest>, call: Call) {
    return [roleNeed(call, RoleName)];
  },

  run({ RoleName, Description, MaxSessionDuration }: Validated<UpdateRoleRequest>, { cloud }: Call): object {
    const role = presentRole(cloud, RoleName);
    if (Description !== undefined) role.description = Description;
    if (MaxSessionDuration !== undefined) role.maxSessionDuration = MaxSessionDuration;
    return {};
  },
} satisfies Operation;
