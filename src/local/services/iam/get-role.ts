import type { GetRoleRequest, GetRoleResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { roleNeed } from "./role-need.ts";
import { roleOutput } from "./role-output.ts";
import { presentRole } from "./roles.ts";

export const getRole = {
  needs({ RoleName }: Validated<GetRoleRequest>, call: Call) {
    return [roleNeed(call, RoleName)];
  },

  run({ RoleName }: Validated<GetRoleRequest>, { cloud }: Call): GetRoleResponse {
    return { Role: roleOutput(presentRole(cloud, RoleName)) };
  },
} satisfies Operation;
