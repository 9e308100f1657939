import type { ListTagsRequest, ListTagsResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { taggedFunction, taggingNeed } from "./tags.ts";

export const listTags = {
  needs({ Resource }: Validated<ListTagsRequest>, call: Call) {
    return [taggingNeed(Resource, call)];
  },

  run({ Resource }: Validated<ListTagsRequest>, call: Call): ListTagsResponse {
    return { Tags: taggedFunction(Resource, call).tags };
  },
} satisfies Operation;
