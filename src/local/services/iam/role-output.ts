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

/**
 * A role as ListRoles returns it: without the permissions boundary and the tags
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html).
 */
export function listedRoleOutput(role: RoleRecord): Role {
  return fullRoleOutput({ ...role, permissionsBoundary: undefined, tags: {} });
}

/** A role as GetRole returns it, except for RoleLastUsed. */
export function fullRoleOutput(role: RoleRecord): Role {
  return { ...roleOutput(role), MaxSessionDuration: role.maxSessionDuration };
}
