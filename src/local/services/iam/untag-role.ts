import type { UntagRoleRequest } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const untagRole = {
  needs({ RoleName }: Validated<UntagRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, TagKeys }: Validated<UntagRoleRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    role.tags = Object.fromEntries(Object.entries(role.tags).filter(([key]) => !TagKeys.includes(key)));
    return {};
  },
} satisfies Operation;
