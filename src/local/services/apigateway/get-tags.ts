import type { GetTagsRequest, Tags } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { tagPermission } from "./required-permissions.ts";
import { requireTagged } from "./tags.ts";

export const getTags = {
  needs({ resourceArn }: Validated<GetTagsRequest>, call: Call) {
    return [tagPermission(call, "GET", resourceArn)];
  },

  run({ resourceArn, position, limit }: Validated<GetTagsRequest>, call: Call): Tags {
    // AWS's model has them "currently not supported" as well.
    if (position !== undefined || limit !== undefined) throw notSupported("GetTags: position and limit");
    return { tags: { ...requireTagged(call, resourceArn).tags } };
  },
} satisfies Operation;
