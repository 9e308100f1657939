import type { DeleteRetentionPolicyRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireLogGroup } from "./log-groups.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const deleteRetentionPolicy = {
  needs({ logGroupName }: Validated<DeleteRetentionPolicyRequest>, call: Call) {
    return streamPermissions(call, logGroupName);
  },

  run({ logGroupName }: Validated<DeleteRetentionPolicyRequest>, call: Call): undefined {
    requireLogGroup(call, logGroupName).retentionInDays = undefined;
  },
} satisfies Operation;
