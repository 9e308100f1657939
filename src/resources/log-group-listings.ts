import {
  type CloudWatchLogsClient,
  type DescribeLogGroupsCommandInput,
  ListTagsForResourceCommand,
  type LogGroup,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Cloud } from "../aws/cloud.ts";
import { logGroupArn } from "../aws/names.ts";
import type { Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { undefinedOn } from "../aws/undefined-on.ts";

const sharedListing = shareUnderWay<readonly LogGroup[]>();

/**
 * The log groups whose names begin as this one up to the stack's name: one listing serves all reads that ask while it is under way.
 * By prefix and not by pattern: a listing by pattern leaves retention out
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html). Callers compare whole names: some endpoints ignore the filter.
 */
export function logGroupsNear(
  logs: CloudWatchLogsClient,
  name: string,
  stack: StackName,
): Promise<readonly LogGroup[]> {
  const label = stackLabel(stack);
  const logGroupNamePrefix = name.slice(0, name.indexOf(label) + label.length);
  return sharedListing(logs, logGroupNamePrefix, () => listLogGroups(logs, { logGroupNamePrefix }));
}

/** Every log group that the filter names, over all pages. */
export async function listLogGroups(
  logs: CloudWatchLogsClient,
  filter: Pick<DescribeLogGroupsCommandInput, "logGroupNamePrefix" | "logGroupNamePattern">,
): Promise<readonly LogGroup[]> {
  const groups: LogGroup[] = [];
  for await (const page of paginateDescribeLogGroups({ client: logs }, filter)) groups.push(...(page.logGroups ?? []));
  return groups;
}

/** The names of the log groups that begin with a prefix. */
export async function logGroupNames(
  logs: CloudWatchLogsClient,
  logGroupNamePrefix: string,
): Promise<readonly string[]> {
  return (await listLogGroups(logs, { logGroupNamePrefix })).map(({ logGroupName = "" }) => logGroupName);
}

/** A group's tags, by a call of its own; undefined when it is gone. */
export async function logGroupTags(cloud: Cloud, name: string): Promise<Tags | undefined> {
  const command = new ListTagsForResourceCommand({ resourceArn: logGroupArn(cloud, name) });
  const answer = await undefinedOn(cloud.logs.send(command), "ResourceNotFoundException");
  return answer && (answer.tags ?? {});
}

/** One listing serves all who ask for the same while it is under way; who asks later gets a new one. */
function shareUnderWay<Found>() {
  const listings = new WeakMap<CloudWatchLogsClient, Map<string, Promise<Found>>>();
  return (logs: CloudWatchLogsClient, key: string, list: () => Promise<Found>): Promise<Found> => {
    const underWay = listings.get(logs) ?? new Map<string, Promise<Found>>();
    listings.set(logs, underWay);
    const known = underWay.get(key);
    if (known) return known;
    const listing = list().finally(() => underWay.delete(key));
    underWay.set(key, listing);
    return listing;
  };
}
