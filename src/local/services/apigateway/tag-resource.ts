import type { TagResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { needs, tagsNeed } from "./required-permissions.ts";
import { checkTags, pathOf, presentTagged } from "./tags.ts";

export const tagResource = {
  /** PATCH on the resource besides PUT on its tags: iann0036/iam-dataset#39, tried on AWS. */
  needs({ resourceArn, tags }: Validated<TagResourceRequest>, call: Call) {
    return [needs(call, "PATCH", pathOf(call, resourceArn)), tagsNeed(call, "PUT", resourceArn, tags)];
  },

  run({ resourceArn, tags }: Validated<TagResourceRequest>, call: Call) {
    const tagged = presentTagged(call, resourceArn);
    const all = { ...tagged.tags, ...tags };
    checkTags(all);
    tagged.replace(all);
    return undefined;
  },
} satisfies Operation;
