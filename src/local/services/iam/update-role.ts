import type { UpdateRoleRequest } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const updateRole = {
  needs({ RoleName }: Validated<UpdateRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, Description, MaxSessionDuration }: Validated<UpdateRoleRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    if (Description !== undefined) role.description = Description;
    if (MaxSessionDuration !== undefined) role.maxSessionDuration = MaxSessionDuration;
    return {};
  },
} satisfies Operation;
