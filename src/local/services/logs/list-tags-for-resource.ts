import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireTaggedGroup } from "./tags.ts";

export const listTagsForResource = {
  needs({ resourceArn }: Validated<ListTagsForResourceRequest>) {
    return [{ action: "logs:ListTagsForResource", resource: resourceArn }];
  },

  run({ resourceArn }: Validated<ListTagsForResourceRequest>, call: Call): ListTagsForResourceResponse {
    return { tags: { ...requireTaggedGroup(call, resourceArn).tags } };
  },
} satisfies Operation;
