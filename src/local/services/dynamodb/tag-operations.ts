import type {
  ListTagsOfResourceInput,
  ListTagsOfResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalid } from "./errors.ts";
import { requireTableByArn } from "./table-by-arn.ts";
import { changeTags, visibleTags } from "./tag-lock.ts";
import { checkTagCount, checkTagKey, withTags } from "./tags.ts";

export const tagResource = {
  permissions({ ResourceArn }: Validated<TagResourceInput>) {
    return [{ action: "dynamodb:TagResource", resource: ResourceArn }];
  },

  run({ ResourceArn, Tags }: Validated<TagResourceInput>, call: Call): undefined {
    if (Tags.length === 0) throw invalid("Atleast one Tag needs to be provided as Input.");
    const table = requireTableByArn(call, ResourceArn);
    changeTags(table, withTags(table.tags, Tags), { set: withTags({}, Tags) }, call);
  },
} satisfies Operation;

export const untagResource = {
  permissions({ ResourceArn }: Validated<UntagResourceInput>) {
    return [{ action: "dynamodb:UntagResource", resource: ResourceArn }];
  },

  run({ ResourceArn, TagKeys }: Validated<UntagResourceInput>, call: Call): undefined {
    if (TagKeys.length === 0) throw invalid("Atleast one Tag Key needs to be provided as Input.");
    checkTagCount(TagKeys.length);
    for (const key of TagKeys) checkTagKey(key);
    const table = requireTableByArn(call, ResourceArn);
    const remaining = Object.fromEntries(Object.entries(table.tags).filter(([key]) => !TagKeys.includes(key)));
    changeTags(table, remaining, { removed: TagKeys }, call);
  },
} satisfies Operation;

export const listTagsOfResource = {
  permissions({ ResourceArn }: Validated<ListTagsOfResourceInput>) {
    return [{ action: "dynamodb:ListTagsOfResource", resource: ResourceArn }];
  },

  run({ ResourceArn, NextToken }: Validated<ListTagsOfResourceInput>, call: Call): ListTagsOfResourceOutput {
    const tags = visibleTags(requireTableByArn(call, ResourceArn), call);
    // All tags fit on one page, so no token is ever returned.
    if (NextToken !== undefined) throw invalid("Invalid NextToken");
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
} satisfies Operation;
