import type { TagResourceInput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalid } from "./errors.ts";
import { requireTableByArn } from "./table-by-arn.ts";
import { changeTags } from "./tag-lock.ts";
import { withTags } from "./tags.ts";

export const tagResource = {
  needs({ ResourceArn }: Validated<TagResourceInput>) {
    return [{ action: "dynamodb:TagResource", resource: ResourceArn }];
  },

  run({ ResourceArn, Tags }: Validated<TagResourceInput>, call: Call): undefined {
    if (Tags.length === 0) throw invalid("Atleast one Tag needs to be provided as Input.");
    const table = requireTableByArn(call, ResourceArn);
    changeTags(table, withTags(table.tags, Tags), { set: withTags({}, Tags) }, call);
  },
} satisfies Operation;
