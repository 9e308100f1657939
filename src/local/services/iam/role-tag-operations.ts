import type { ListRoleTagsRequest, ListRoleTagsResponse, TagRoleRequest, UntagRoleRequest } from "@aws-sdk/client-iam";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { pageOf } from "./page.ts";
import { requireRole, rolePermission } from "./roles.ts";
import { tagList, tagRecord, withoutTags } from "./tags.ts";

export const tagRole = {
  permissions({ RoleName }: Validated<TagRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, Tags }: Validated<TagRoleRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    const added = tagRecord(Tags);
    const tags = { ...withoutTags(role.tags, Object.keys(added)), ...added };
    if (Object.keys(tags).length > 50)
      throw new AwsError("LimitExceeded", 409, "The number of tags has reached the maximum limit.");
    role.tags = tags;
    return {};
  },
} satisfies Operation;

export const untagRole = {
  permissions({ RoleName }: Validated<UntagRoleRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, TagKeys }: Validated<UntagRoleRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    role.tags = withoutTags(role.tags, TagKeys);
    return {};
  },
} satisfies Operation;

export const listRoleTags = {
  permissions({ RoleName }: Validated<ListRoleTagsRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run(input: Validated<ListRoleTagsRequest>, { cloud }: Call): ListRoleTagsResponse {
    const { items, page } = pageOf(tagList(requireRole(cloud, input.RoleName).tags), input);
    return { Tags: [...items], ...page };
  },
} satisfies Operation;
