import type { PutRetentionPolicyRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalidParameter } from "./errors.ts";
import { requireLogGroup } from "./log-groups.ts";
import { streamPermissions } from "./stream-permissions.ts";

/** What a retention may be (AmazonCloudWatchLogs/API_PutRetentionPolicy). */
const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const putRetentionPolicy = {
  needs({ logGroupName }: Validated<PutRetentionPolicyRequest>, call: Call) {
    return streamPermissions(call, logGroupName);
  },

  run({ logGroupName, retentionInDays }: Validated<PutRetentionPolicyRequest>, call: Call): undefined {
    if (!DAYS.includes(retentionInDays))
      throw invalidParameter(`Invalid retention value. Valid values are: [${DAYS.join(", ")}]`);
    requireLogGroup(call, logGroupName).retentionInDays = retentionInDays;
  },
} satisfies Operation;
