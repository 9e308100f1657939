import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse, LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation } from "../operation.ts";
import { invalidParameter } from "./errors.ts";
import { groupsIn, logGroupArn } from "./log-groups.ts";
import { pageOf } from "./page.ts";
import type { LogGroupRecord } from "./store.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const describeLogGroups = {
  /**
   * AWS checks this permission on a group with an empty name, even if the request has a prefix, so policies must allow
   * `log-group:*`.
   */
  permissions(_input: DescribeLogGroupsRequest, call: Call) {
    return streamPermissions(call, "");
  },

  run(input: DescribeLogGroupsRequest, call: Call): DescribeLogGroupsResponse {
    const { logGroupNamePrefix: prefix = "", logGroupNamePattern: pattern } = input;
    if (input.logGroupNamePrefix !== undefined && pattern !== undefined)
      throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    const found = Object.values(groupsIn(call.cloud, call.region)).filter(
      ({ name }) => name.startsWith(prefix) && name.includes(pattern ?? ""),
    );
    const { items, nextToken } = pageOf(found, ({ name }) => name, input);
    return {
      logGroups: items.map((group) => (pattern === undefined ? fullOutput(group, call) : output(group, call))),
      ...(nextToken !== undefined && { nextToken }),
    };
  },
} satisfies Operation;

function fullOutput(group: LogGroupRecord, call: Call): LogGroup {
  const { name, retentionInDays } = group;
  return {
    ...output(group, call),
    ...(retentionInDays !== undefined && { retentionInDays }),
    storedBytes: call.cloud.logStorage.storedBytes(call.region, name),
    deletionProtectionEnabled: false,
  };
}

/**
 * Omits retention, size and deletion protection, as AWS does for a request with a pattern:
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/logs/test_logs_groups.snapshot.json
 */
function output({ name, createdAt }: LogGroupRecord, call: Call): LogGroup {
  const arn = logGroupArn(call, name);
  return {
    logGroupName: name,
    creationTime: createdAt,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupClass: "STANDARD",
    logGroupArn: arn,
  };
}
