import type { UntagResourceInput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalid } from "./errors.ts";
import { requireTableByArn } from "./table-by-arn.ts";
import { changeTags } from "./tag-lock.ts";
import { checkTagCount, checkTagKey } from "./tags.ts";

export const untagResource = {
  needs({ ResourceArn }: Validated<UntagResourceInput>) {
    return [{ action: "dynamodb:UntagResource", resource: ResourceArn }];
  },

  run({ ResourceArn, TagKeys }: Validated<UntagResourceInput>, call: Call): undefined {
    if (TagKeys.length === 0) throw invalid("Atleast one Tag Key needs to be provided as Input.");
    checkTagCount(TagKeys.length);
    for (const key of TagKeys) checkTagKey(key);
    const table = requireTableByArn(call, ResourceArn);
    const left = Object.fromEntries(Object.entries(table.tags).filter(([key]) => !TagKeys.includes(key)));
    changeTags(table, left, { removed: TagKeys }, call);
  },
} satisfies Operation;
