import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { withNewRevision } from "./function-state.ts";
import { invalidParameter } from "./lambda-error.ts";
import { functionsOf } from "./require-function.ts";
import { mergeTags, requireFunctionByArn, taggingPermission } from "./tags.ts";

export const listTags = {
  permissions({ Resource }: Validated<ListTagsRequest>, call: Call) {
    return [taggingPermission(Resource, call)];
  },

  run({ Resource }: Validated<ListTagsRequest>, call: Call): ListTagsResponse {
    return { Tags: requireFunctionByArn(Resource, call).tags };
  },
} satisfies Operation;

export const tagResource = {
  permissions({ Resource }: Validated<TagResourceRequest>, call: Call) {
    return [taggingPermission(Resource, call)];
  },

  run({ Resource, Tags }: Validated<TagResourceRequest>, call: Call) {
    if (Object.keys(Tags).length === 0)
      throw invalidParameter("An error occurred and the request cannot be processed.");
    const record = requireFunctionByArn(Resource, call);
    functionsOf(call)[record.name] = { ...withNewRevision(record), tags: mergeTags(record.tags, Tags) };
    return undefined;
  },
} satisfies Operation;

export const untagResource = {
  permissions({ Resource }: Validated<UntagResourceRequest>, call: Call) {
    return [taggingPermission(Resource, call)];
  },

  run({ Resource, TagKeys }: Validated<UntagResourceRequest>, call: Call) {
    const record = requireFunctionByArn(Resource, call);
    const kept = Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key));
    functionsOf(call)[record.name] = { ...withNewRevision(record), tags: Object.fromEntries(kept) };
    return undefined;
  },
} satisfies Operation;
