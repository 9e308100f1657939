import type { GetRoleRequest, GetRoleResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { fullRoleOutput } from "./role-output.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const getRole = {
  needs({ RoleName }: Validated<GetRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  /** The local cloud does not count the uses of a role: it is one that was never used. */
  run({ RoleName }: Validated<GetRoleRequest>, { cloud }: Call): GetRoleResponse {
    return { Role: { ...fullRoleOutput(requireRole(cloud, RoleName)), RoleLastUsed: {} } };
  },
} satisfies Operation;
