import type { TagResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requiredPermissions, tagPermission } from "./required-permissions.ts";
import { checkTags, pathOf, requireTagged } from "./tags.ts";

export const tagResource = {
  /** PATCH on the resource besides PUT on its tags: iann0036/iam-dataset#39, tried on AWS. */
  needs({ resourceArn, tags }: Validated<TagResourceRequest>, call: Call) {
    return [
      requiredPermissions(call, "PATCH", pathOf(call, resourceArn)),
      tagPermission(call, "PUT", resourceArn, tags),
    ];
  },

  run({ resourceArn, tags }: Validated<TagResourceRequest>, call: Call) {
    const tagged = requireTagged(call, resourceArn);
    const all = { ...tagged.tags, ...tags };
    checkTags(all);
    tagged.replace(all);
    return undefined;
  },
} satisfies Operation;
