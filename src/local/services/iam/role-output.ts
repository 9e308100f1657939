import type { Role } from "@aws-sdk/client-iam";
import type { RoleRecord } from "./store.ts";
import { tagList } from "./tags.ts";

/** A role as CreateRole returns it. Policy documents are percent-encoded (RFC 3986) in every response. */
export function roleOutput(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    ...(role.description !== undefined && { Description: role.description }),
    ...(role.permissionsBoundary !== undefined && {
      PermissionsBoundary: {
        PermissionsBoundaryType: "PermissionsBoundaryPolicy" as const,
        PermissionsBoundaryArn: role.permissionsBoundary,
      },
    }),
    ...(Object.keys(role.tags).length > 0 && { Tags: tagList(role.tags) }),
  };
}

/** A role as GetRole and ListRoles return it. */
export function fullRoleOutput(role: RoleRecord): Role {
  return { ...roleOutput(role), MaxSessionDuration: role.maxSessionDuration };
}
