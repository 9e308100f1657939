import type { ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { pageOf } from "./page.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

export const listAttachedRolePolicies = {
  needs({ RoleName }: Validated<ListAttachedRolePoliciesRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run(input: Validated<ListAttachedRolePoliciesRequest>, { cloud }: Call): ListAttachedRolePoliciesResponse {
    const { items, page } = pageOf(requireRole(cloud, input.RoleName).attachedPolicyArns, input);
    const policies = items.map((arn) => ({ PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf("/") + 1) }));
    return { AttachedPolicies: policies, ...page };
  },
} satisfies Operation;
