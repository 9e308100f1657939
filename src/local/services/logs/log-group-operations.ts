import type {
  CreateLogGroupRequest,
  DeleteLogGroupRequest,
  DeleteRetentionPolicyRequest,
  PutRetentionPolicyRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { alreadyExists, invalidParameter } from "./errors.ts";
import { findLogGroup, groupsIn, logGroupArn, newLogGroup, requireLogGroup } from "./log-groups.ts";
import { streamPermissions } from "./stream-permissions.ts";
import { withTags } from "./tags.ts";

export const createLogGroup = {
  permissions({ logGroupName, tags }: Validated<CreateLogGroupRequest>, call: Call) {
    const resource = logGroupArn(call, logGroupName);
    return [...streamPermissions(call, logGroupName), ...(tags ? [{ action: "logs:TagResource", resource }] : [])];
  },

  run({ logGroupName, tags, logGroupClass }: Validated<CreateLogGroupRequest>, { cloud, region }: Call): undefined {
    if (/^aws\//i.test(logGroupName)) throw invalidParameter("Log groups starting with AWS/ are reserved for AWS.");
    if (logGroupClass && logGroupClass !== "STANDARD") throw notSupported(`The log group class ${logGroupClass}`);
    if (findLogGroup(cloud, region, logGroupName)) throw alreadyExists("The specified log group already exists");
    const group = newLogGroup(logGroupName, cloud.clock.now(), withTags(logGroupName, {}, tags));
    // Deletes events that remain from an earlier group with this name, for example if the records file was lost.
    cloud.logStorage.drop(region, logGroupName);
    groupsIn(cloud, region)[logGroupName] = group;
  },
} satisfies Operation;

export const deleteLogGroup = {
  permissions({ logGroupName }: Validated<DeleteLogGroupRequest>, call: Call) {
    return streamPermissions(call, logGroupName);
  },

  run({ logGroupName }: Validated<DeleteLogGroupRequest>, call: Call): undefined {
    requireLogGroup(call, logGroupName);
    call.cloud.logStorage.drop(call.region, logGroupName);
    delete groupsIn(call.cloud, call.region)[logGroupName];
  },
} satisfies Operation;

/**
 * The valid retention periods
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html).
 */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const putRetentionPolicy = {
  permissions({ logGroupName }: Validated<PutRetentionPolicyRequest>, call: Call) {
    return streamPermissions(call, logGroupName);
  },

  run({ logGroupName, retentionInDays }: Validated<PutRetentionPolicyRequest>, call: Call): undefined {
    if (!RETENTION_DAYS.includes(retentionInDays))
      throw invalidParameter(`Invalid retention value. Valid values are: [${RETENTION_DAYS.join(", ")}]`);
    requireLogGroup(call, logGroupName).retentionInDays = retentionInDays;
  },
} satisfies Operation;

export const deleteRetentionPolicy = {
  permissions({ logGroupName }: Validated<DeleteRetentionPolicyRequest>, call: Call) {
    return streamPermissions(call, logGroupName);
  },

  run({ logGroupName }: Validated<DeleteRetentionPolicyRequest>, call: Call): undefined {
    requireLogGroup(call, logGroupName).retentionInDays = undefined;
  },
} satisfies Operation;
