import {
  type CloudWatchLogsClient,
  type DescribeLogGroupsCommandInput,
  ListTagsForResourceCommand,
  type LogGroup,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Cloud } from "../aws/cloud.ts";
import { collectPages } from "../aws/collect-pages.ts";
import { logGroupArn } from "../aws/names.ts";
import type { Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { undefinedOn } from "../aws/undefined-on.ts";

const sharedListing = shareConcurrent<readonly LogGroup[]>();

/**
 * Lists the log groups whose names begin with the part of `name` up to and including the stack's label. Concurrent
 * calls share one listing. A listing by pattern would omit the retention
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html). Callers must
 * compare whole names: other names can have the same prefix, and some endpoints ignore the filter.
 */
export function listLogGroupsLike(
  logs: CloudWatchLogsClient,
  name: string,
  stack: StackName,
): Promise<readonly LogGroup[]> {
  const label = stackLabel(stack);
  const logGroupNamePrefix = name.slice(0, name.indexOf(label) + label.length);
  return sharedListing(logs, logGroupNamePrefix, () => listLogGroups(logs, { logGroupNamePrefix }));
}

/** Lists all log groups that match a filter. */
export async function listLogGroups(
  logs: CloudWatchLogsClient,
  filter: Pick<DescribeLogGroupsCommandInput, "logGroupNamePrefix" | "logGroupNamePattern">,
): Promise<readonly LogGroup[]> {
  return collectPages(paginateDescribeLogGroups({ client: logs }, filter), ({ logGroups }) => logGroups);
}

/** Lists the names of the log groups that begin with a prefix. */
export async function listLogGroupNames(
  logs: CloudWatchLogsClient,
  logGroupNamePrefix: string,
): Promise<readonly string[]> {
  return (await listLogGroups(logs, { logGroupNamePrefix })).map(({ logGroupName = "" }) => logGroupName);
}

/** Reads the tags of a log group; returns undefined if it does not exist. */
export async function readLogGroupTags(cloud: Cloud, name: string): Promise<Tags | undefined> {
  const command = new ListTagsForResourceCommand({ resourceArn: logGroupArn(cloud, name) });
  const response = await undefinedOn(cloud.logs.send(command), "ResourceNotFoundException");
  return response && (response.tags ?? {});
}

/** Returns a function that shares a listing among concurrent callers with the same key. */
function shareConcurrent<Found>() {
  const listings = new WeakMap<CloudWatchLogsClient, Map<string, Promise<Found>>>();
  return (logs: CloudWatchLogsClient, key: string, list: () => Promise<Found>): Promise<Found> => {
    const pending = listings.get(logs) ?? new Map<string, Promise<Found>>();
    listings.set(logs, pending);
    const known = pending.get(key);
    if (known) return known;
    const listing = list().finally(() => pending.delete(key));
    pending.set(key, listing);
    return listing;
  };
}
