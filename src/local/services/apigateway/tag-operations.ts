import type { GetTagsRequest, TagResourceRequest, Tags, UntagResourceRequest } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { requiredPermission, tagPermission } from "./required-permission.ts";
import { checkTags, pathOf, requireTagged } from "./tags.ts";

export const tagResource = {
  /**
   * AWS requires PATCH on the resource as well as PUT on its tags: https://github.com/iann0036/iam-dataset/issues/39
   */
  permissions({ resourceArn, tags }: Validated<TagResourceRequest>, call: Call) {
    return [
      requiredPermission(call, "PATCH", pathOf(call, resourceArn)),
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

export const untagResource = {
  permissions({ resourceArn }: Validated<UntagResourceRequest>, call: Call) {
    return [tagPermission(call, "DELETE", resourceArn)];
  },

  run({ resourceArn, tagKeys }: Validated<UntagResourceRequest>, call: Call) {
    const tagged = requireTagged(call, resourceArn);
    tagged.replace(Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !tagKeys.includes(key))));
    return undefined;
  },
} satisfies Operation;

export const getTags = {
  permissions({ resourceArn }: Validated<GetTagsRequest>, call: Call) {
    return [tagPermission(call, "GET", resourceArn)];
  },

  run({ resourceArn, position, limit }: Validated<GetTagsRequest>, call: Call): Tags {
    // AWS's own model describes both parameters as "currently not supported".
    if (position !== undefined || limit !== undefined) throw notSupported("GetTags: pagination (position and limit)");
    return { tags: { ...requireTagged(call, resourceArn).tags } };
  },
} satisfies Operation;
