import type {
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
} from "@aws-sdk/client-iam";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { checkTrustPolicy } from "./create-role.ts";
import { pageOf } from "./page.ts";
import { fullRoleOutput, listedRoleOutput } from "./role-output.ts";
import { requireRole, rolePermission } from "./roles.ts";

export const getRole = {
  permissions({ RoleName }: Validated<GetRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  /** The local cloud does not record when a role is used, so every role appears unused. */
  run({ RoleName }: Validated<GetRoleRequest>, { cloud }: Call): GetRoleResponse {
    return { Role: { ...fullRoleOutput(requireRole(cloud, RoleName)), RoleLastUsed: {} } };
  },
} satisfies Operation;

export const listRoles = {
  permissions({ PathPrefix = "/" }: Validated<ListRolesRequest>, { account }: Call) {
    return [{ action: "iam:ListRoles", resource: `arn:aws:iam::${account}:role${PathPrefix}` }];
  },

  run(input: Validated<ListRolesRequest>, { cloud }: Call): ListRolesResponse {
    const roles = Object.values(cloud.iam.data.roles)
      .filter((role) => role.path.startsWith(input.PathPrefix ?? "/"))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, page } = pageOf(roles, input);
    return { Roles: items.map(listedRoleOutput), ...page };
  },
} satisfies Operation;

export const updateRole = {
  permissions({ RoleName }: Validated<UpdateRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, Description, MaxSessionDuration }: Validated<UpdateRoleRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    if (Description !== undefined) role.description = Description;
    if (MaxSessionDuration !== undefined) role.maxSessionDuration = MaxSessionDuration;
    return {};
  },
} satisfies Operation;

export const updateAssumeRolePolicy = {
  permissions({ RoleName }: Validated<UpdateAssumeRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyDocument }: Validated<UpdateAssumeRolePolicyRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    checkTrustPolicy(PolicyDocument);
    role.trustBefore = { policy: role.trustPolicy, until: cloud.clock.now() };
    role.trustPolicy = PolicyDocument;
    return {};
  },
} satisfies Operation;

export const deleteRole = {
  permissions({ RoleName }: Validated<DeleteRoleRequest>, call: Call) {
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
