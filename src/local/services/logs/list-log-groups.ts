import type { ListLogGroupsRequest, ListLogGroupsResponse, TagFilter } from "@aws-sdk/client-cloudwatch-logs";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation } from "../operation.ts";
import { groupsIn, logGroupArn } from "./log-groups.ts";
import { pageOf } from "./page.ts";
import type { LogGroupRecord } from "./store.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const listLogGroups = {
  permissions(_input: ListLogGroupsRequest, call: Call) {
    return streamPermissions(call, "");
  },

  /**
   * Returns only the name, ARN and class of each group, without its settings. All filters must match
   * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html).
   */
  run(input: ListLogGroupsRequest, call: Call): ListLogGroupsResponse {
    const matches = parsePattern(input.logGroupNamePattern);
    const found = Object.values(groupsIn(call.cloud, call.region)).filter(
      (group) => matches(group.name) && (input.logGroupTags ?? []).every((filter) => hasTag(group, filter)),
    );
    const { items, nextToken } = pageOf(found, ({ name }) => name, input);
    return {
      logGroups: items.map(({ name }) => ({
        logGroupName: name,
        logGroupArn: logGroupArn(call, name),
        logGroupClass: "STANDARD",
      })),
      ...(nextToken !== undefined && { nextToken }),
    };
  },
} satisfies Operation;

/**
 * Parses alternatives separated by `|`. A name matches if it contains one of them, or begins with one that has a
 * leading `^`.
 */
function parsePattern(pattern = ""): (name: string) => boolean {
  const parts = pattern.split("|");
  if (parts.some((part) => !/^\^?[\w./#-]*$/.test(part)))
    throw notSupported(`ListLogGroups: the pattern ${pattern} (only text, ^ and | are supported)`);
  return (name) => parts.some((part) => (part.startsWith("^") ? name.startsWith(part.slice(1)) : name.includes(part)));
}

/** Whether the group has the tag with one of the filter's values, or with any value if the filter lists no values. */
function hasTag({ tags }: LogGroupRecord, { key = "", values = [] }: TagFilter): boolean {
  const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
  return value !== undefined && (values.length === 0 || values.includes(value));
}
