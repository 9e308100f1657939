import type { ListRoleTagsRequest, ListRoleTagsResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { pageOf } from "./page.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";
import { tagList } from "./tags.ts";

export const listRoleTags = {
  needs({ RoleName }: Validated<ListRoleTagsRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run(input: Validated<ListRoleTagsRequest>, { cloud }: Call): ListRoleTagsResponse {
    const { items, page } = pageOf(tagList(requireRole(cloud, input.RoleName).tags), input);
    return { Tags: [...items], ...page };
  },
} satisfies Operation;
