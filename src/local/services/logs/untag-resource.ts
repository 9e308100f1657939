import type { UntagResourceRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireTaggedGroup } from "./tags.ts";

export const untagResource = {
  needs({ resourceArn }: Validated<UntagResourceRequest>) {
    return [{ action: "logs:UntagResource", resource: resourceArn }];
  },

  run({ resourceArn, tagKeys }: Validated<UntagResourceRequest>, call: Call): undefined {
    const group = requireTaggedGroup(call, resourceArn);
    group.tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !tagKeys.includes(key)));
  },
} satisfies Operation;
