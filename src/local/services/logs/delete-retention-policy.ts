import type { DeleteRetentionPolicyRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { presentLogGroup } from "./log-groups.ts";
import { streamNeeds } from "./stream-permissions.ts";

export const deleteRetentionPolicy = {
  needs({ logGroupName }: Validated<DeleteRetentionPolicyRequest>, call: Call) {
    return streamNeeds(call, logGroupName);
  },

  run({ logGroupName }: Validated<DeleteRetentionPolicyRequest>, call: Call): undefined {
    presentLogGroup(call, logGroupName).retentionInDays = undefined;
  },
} satisfies Operation;
