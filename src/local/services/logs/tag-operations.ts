import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../operation.ts";
import { requireGroupByArn, withTags } from "./tags.ts";

export const tagResource = {
  permissions({ resourceArn }: Validated<TagResourceRequest>) {
    return [{ action: "logs:TagResource", resource: resourceArn }];
  },

  run({ resourceArn, tags }: Validated<TagResourceRequest>, call: Call): undefined {
    const group = requireGroupByArn(call, resourceArn);
    group.tags = withTags(group.name, group.tags, tags);
  },
} satisfies Operation;

export const untagResource = {
  permissions({ resourceArn }: Validated<UntagResourceRequest>) {
    return [{ action: "logs:UntagResource", resource: resourceArn }];
  },

  run({ resourceArn, tagKeys }: Validated<UntagResourceRequest>, call: Call): undefined {
    const group = requireGroupByArn(call, resourceArn);
    group.tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !tagKeys.includes(key)));
  },
} satisfies Operation;

export const listTagsForResource = {
  permissions({ resourceArn }: Validated<ListTagsForResourceRequest>) {
    return [{ action: "logs:ListTagsForResource", resource: resourceArn }];
  },

  run({ resourceArn }: Validated<ListTagsForResourceRequest>, call: Call): ListTagsForResourceResponse {
    return { tags: { ...requireGroupByArn(call, resourceArn).tags } };
  },
} satisfies Operation;
