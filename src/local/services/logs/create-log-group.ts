import type { CreateLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import { notSupported } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { alreadyExists, invalidParameter } from "./errors.ts";
import { findLogGroup, groupsIn, logGroupArn, newLogGroup } from "./log-groups.ts";
import { streamPermissions } from "./stream-permissions.ts";
import { withTags } from "./tags.ts";

export const createLogGroup = {
  needs({ logGroupName, tags }: Validated<CreateLogGroupRequest>, call: Call) {
    const resource = logGroupArn(call, logGroupName);
    return [...streamPermissions(call, logGroupName), ...(tags ? [{ action: "logs:TagResource", resource }] : [])];
  },

  run({ logGroupName, tags, logGroupClass }: Validated<CreateLogGroupRequest>, { cloud, region }: Call): undefined {
    if (/^aws\//i.test(logGroupName)) throw invalidParameter("Log groups starting with AWS/ are reserved for AWS.");
    if (logGroupClass && logGroupClass !== "STANDARD") throw notSupported(`The log group class ${logGroupClass}`);
    if (findLogGroup(cloud, region, logGroupName)) throw alreadyExists("The specified log group already exists");
    const group = newLogGroup(logGroupName, cloud.clock.now(), withTags(logGroupName, {}, tags));
    // What a function wrote after an earlier group of the name was gone.
    cloud.logStorage.drop(region, logGroupName);
    groupsIn(cloud, region)[logGroupName] = group;
  },
} satisfies Operation;
