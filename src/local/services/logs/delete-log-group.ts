import type { DeleteLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { groupsIn, requireLogGroup } from "./log-groups.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const deleteLogGroup = {
  needs({ logGroupName }: Validated<DeleteLogGroupRequest>, call: Call) {
    return streamPermissions(call, logGroupName);
  },

  run({ logGroupName }: Validated<DeleteLogGroupRequest>, call: Call): undefined {
    requireLogGroup(call, logGroupName);
    call.cloud.logStorage.drop(call.region, logGroupName);
    delete groupsIn(call.cloud, call.region)[logGroupName];
  },
} satisfies Operation;
