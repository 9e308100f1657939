import type { ListTagsOfResourceInput, ListTagsOfResourceOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalid } from "./errors.ts";
import { requireTableByArn } from "./table-by-arn.ts";
import { visibleTags } from "./tag-lock.ts";

export const listTagsOfResource = {
  needs({ ResourceArn }: Validated<ListTagsOfResourceInput>) {
    return [{ action: "dynamodb:ListTagsOfResource", resource: ResourceArn }];
  },

  run({ ResourceArn, NextToken }: Validated<ListTagsOfResourceInput>, call: Call): ListTagsOfResourceOutput {
    const tags = visibleTags(requireTableByArn(call, ResourceArn), call);
    // All tags fit one page, so that no token was ever handed out.
    if (NextToken !== undefined) throw invalid("Invalid NextToken");
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
} satisfies Operation;
