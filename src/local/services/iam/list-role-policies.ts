import type { ListRolePoliciesRequest, ListRolePoliciesResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { pageOf } from "./page.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const listRolePolicies = {
  needs({ RoleName }: Validated<ListRolePoliciesRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run(input: Validated<ListRolePoliciesRequest>, { cloud }: Call): ListRolePoliciesResponse {
    const { items, page } = pageOf(Object.keys(requireRole(cloud, input.RoleName).policies).sort(), input);
    return { PolicyNames: [...items], ...page };
  },
} satisfies Operation;
