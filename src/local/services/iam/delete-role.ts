import type { DeleteRoleRequest } from "@aws-sdk/client-iam";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const deleteRole = {
  needs({ RoleName }: Validated<DeleteRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName }: Validated<DeleteRoleRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    if (Object.keys(role.policies).length > 0)
      throw new AwsError("DeleteConflict", 409, "Cannot delete entity, must delete policies first.");
    if (role.attachedPolicyArns.length > 0)
      throw new AwsError("DeleteConflict", 409, "Cannot delete entity, must detach all policies first.");
    delete cloud.iam.data.roles[RoleName.toLowerCase()];
    return {};
  },
} satisfies Operation;
