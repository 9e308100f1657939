import type { UntagResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { tagPermission } from "./required-permissions.ts";
import { requireTagged } from "./tags.ts";

export const untagResource = {
  needs({ resourceArn }: Validated<UntagResourceRequest>, call: Call) {
    return [tagPermission(call, "DELETE", resourceArn)];
  },

  run({ resourceArn, tagKeys }: Validated<UntagResourceRequest>, call: Call) {
    const tagged = requireTagged(call, resourceArn);
    tagged.replace(Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !tagKeys.includes(key))));
    return undefined;
  },
} satisfies Operation;
