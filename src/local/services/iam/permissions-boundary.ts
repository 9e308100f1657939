import type { DeleteRolePermissionsBoundaryRequest, PutRolePermissionsBoundaryRequest } from "@aws-sdk/client-iam";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { requireRole, rolePermission } from "./roles.ts";

export const putRolePermissionsBoundary = {
  permissions({ RoleName, PermissionsBoundary }: Validated<PutRolePermissionsBoundaryRequest>, call: Call) {
    return [{ ...rolePermission(call, RoleName), context: { "iam:PermissionsBoundary": PermissionsBoundary } }];
  },

  run({ RoleName, PermissionsBoundary }: Validated<PutRolePermissionsBoundaryRequest>, { cloud }: Call): object {
    checkBoundary(PermissionsBoundary);
    requireRole(cloud, RoleName).permissionsBoundary = PermissionsBoundary;
    return {};
  },
} satisfies Operation;

export const deleteRolePermissionsBoundary = {
  permissions({ RoleName }: Validated<DeleteRolePermissionsBoundaryRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName }: Validated<DeleteRolePermissionsBoundaryRequest>, { cloud }: Call): object {
    requireRole(cloud, RoleName).permissionsBoundary = undefined;
    return {};
  },
} satisfies Operation;

/**
 * Rejects text that is not the ARN of a policy. The policy need not exist, because the local cloud has no customer
 * managed policies.
 */
export function checkBoundary(arn: string): void {
  if (!/^arn:aws:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.test(arn))
    throw new AwsError("InvalidInput", 400, `ARN ${arn} is not valid.`);
}
