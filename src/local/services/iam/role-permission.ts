import type { Call, RequiredPermission } from "../../operation.ts";

/** The need of an operation on one role: `iam:<Operation>` on the role's ARN (by name where the role, and so its path, is not known). */
export function rolePermission(call: Call, roleName: string, operation: string = call.operation): RequiredPermission {
  const role = call.cloud.iam.data.roles[roleName.toLowerCase()];
  return { action: `iam:${operation}`, resource: role?.arn ?? `arn:aws:iam::${call.account}:role/${roleName}` };
}
