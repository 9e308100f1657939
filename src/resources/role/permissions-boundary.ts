import { DeleteRolePermissionsBoundaryCommand, PutRolePermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import type { Cloud } from "../../aws/cloud.ts";

/** The setting for roles without a boundary. */
const NO_BOUNDARY = "none";

/** The desired boundary of a role, as a field; an empty object if the setting was never given. */
export function boundaryFor(setting: string | undefined): { readonly permissionsBoundary?: string | undefined } {
  return setting === undefined ? {} : { permissionsBoundary: setting === NO_BOUNDARY ? undefined : setting };
}

/** Sets the boundary of a role, or removes it. */
export async function putBoundary({ iam }: Cloud, RoleName: string, boundary: string | undefined): Promise<void> {
  if (boundary === undefined) await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  else await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }));
}
