import type { GetRoleRequest, GetRoleResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { roleNeed } from "./role-permission.ts";
import { fullRoleOutput } from "./role-output.ts";
import { presentRole } from "./roles.ts";

export const getRole = {
  needs({ RoleName }: Validated<GetRoleRequest>, call: Call) {
    return [roleNeed(call, RoleName)];
  },

  /** The local cloud does not count the uses of a role: it is one that was never used. */
  run({ RoleName }: Validated<GetRoleRequest>, { cloud }: Call): GetRoleResponse {
    return { Role: { ...fullRoleOutput(presentRole(cloud, RoleName)), RoleLastUsed: {} } };
  },
} satisfies Operation;
