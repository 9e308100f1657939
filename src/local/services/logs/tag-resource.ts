import type { TagResourceRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireTaggedGroup, withTags } from "./tags.ts";

export const tagResource = {
  needs({ resourceArn }: Validated<TagResourceRequest>) {
    return [{ action: "logs:TagResource", resource: resourceArn }];
  },

  run({ resourceArn, tags }: Validated<TagResourceRequest>, call: Call): undefined {
    const group = requireTaggedGroup(call, resourceArn);
    group.tags = withTags(group.name, group.tags, tags);
  },
} satisfies Operation;
