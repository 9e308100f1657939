import type { Service } from "../service.ts";
import { attachRolePolicy, detachRolePolicy, listAttachedRolePolicies } from "./attached-policy-operations.ts";
import { createRole } from "./create-role.ts";
import { deleteRolePolicy, getRolePolicy, listRolePolicies, putRolePolicy } from "./inline-policy-operations.ts";
import { deleteRolePermissionsBoundary, putRolePermissionsBoundary } from "./permissions-boundary.ts";
import { deleteRole, getRole, listRoles, updateAssumeRolePolicy, updateRole } from "./role-operations.ts";
import { listRoleTags, tagRole, untagRole } from "./role-tag-operations.ts";

/** AWS Identity and Access Management: roles, their policies and tags. */
export const iam: Service = {
  name: "iam",
  validationError: "ValidationError",
  operations: {
    CreateRole: createRole,
    GetRole: getRole,
    ListRoles: listRoles,
    UpdateRole: updateRole,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
    DeleteRole: deleteRole,
    PutRolePermissionsBoundary: putRolePermissionsBoundary,
    DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary,
    PutRolePolicy: putRolePolicy,
    GetRolePolicy: getRolePolicy,
    DeleteRolePolicy: deleteRolePolicy,
    ListRolePolicies: listRolePolicies,
    AttachRolePolicy: attachRolePolicy,
    DetachRolePolicy: detachRolePolicy,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    TagRole: tagRole,
    UntagRole: untagRole,
    ListRoleTags: listRoleTags,
  },
};
