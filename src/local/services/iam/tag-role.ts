import type { TagRoleRequest } from "@aws-sdk/client-iam";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";
import { tagRecord } from "./tags.ts";

export const tagRole = {
  needs({ RoleName }: Validated<TagRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, Tags }: Validated<TagRoleRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    const tags = { ...role.tags, ...tagRecord(Tags) };
    if (Object.keys(tags).length > 50)
      throw new AwsError("LimitExceeded", 409, "The number of tags has reached the maximum limit.");
    role.tags = tags;
    return {};
  },
} satisfies Operation;
