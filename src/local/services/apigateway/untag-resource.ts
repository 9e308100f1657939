import type { UntagResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { tagsNeed } from "./required-permissions.ts";
import { presentTagged } from "./tags.ts";

export const untagResource = {
  needs({ resourceArn }: Validated<UntagResourceRequest>, call: Call) {
    return [tagsNeed(call, "DELETE", resourceArn)];
  },

  run({ resourceArn, tagKeys }: Validated<UntagResourceRequest>, call: Call) {
    const tagged = presentTagged(call, resourceArn);
    tagged.replace(Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !tagKeys.includes(key))));
    return undefined;
  },
} satisfies Operation;
