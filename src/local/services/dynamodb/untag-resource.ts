import type { UntagResourceInput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalid } from "./errors.ts";
import { presentTableByArn } from "./table-by-arn.ts";
import { checkTagCount } from "./tags.ts";

export const untagResource = {
  needs({ ResourceArn }: Validated<UntagResourceInput>) {
    return [{ action: "dynamodb:UntagResource", resource: ResourceArn }];
  },

  run({ ResourceArn, TagKeys }: Validated<UntagResourceInput>, call: Call): undefined {
    if (TagKeys.length === 0) throw invalid("Atleast one Tag Key needs to be provided as Input.");
    checkTagCount(TagKeys.length);
    const table = presentTableByArn(call, ResourceArn);
    table.tags = Object.fromEntries(Object.entries(table.tags).filter(([key]) => !TagKeys.includes(key)));
  },
} satisfies Operation;
