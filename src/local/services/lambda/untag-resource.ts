import type { UntagResourceRequest } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { withNewRevision } from "./function-state.ts";
import { functionsOf } from "./require-function.ts";
import { taggedFunction, taggingNeed } from "./tags.ts";

export const untagResource = {
  needs({ Resource }: Validated<UntagResourceRequest>, call: Call) {
    return [taggingNeed(Resource, call)];
  },

  run({ Resource, TagKeys }: Validated<UntagResourceRequest>, call: Call) {
    const record = taggedFunction(Resource, call);
    const kept = Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key));
    functionsOf(call)[record.name] = { ...withNewRevision(record), tags: Object.fromEntries(kept) };
    return undefined;
  },
} satisfies Operation;
