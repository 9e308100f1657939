import type { LocalCloud } from "../../cloud.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call } from "../operation.ts";
import { notFound } from "./errors.ts";
import type { LogGroupRecord } from "./store.ts";

/** The log groups of a region by name. */
export function groupsIn(cloud: LocalCloud, region: string): Record<string, LogGroupRecord> {
  const { regions } = cloud.logs.data;
  const groups = regions[region] ?? emptyRecord();
  regions[region] = groups;
  return groups;
}

/** The log group of that name; undefined if there is none. */
export function findLogGroup(cloud: LocalCloud, region: string, name: string): LogGroupRecord | undefined {
  return groupsIn(cloud, region)[name];
}

/** The log group of that name. Throws ResourceNotFoundException. */
export function requireLogGroup({ cloud, region }: Call, name: string): LogGroupRecord {
  const group = findLogGroup(cloud, region, name);
  if (!group) throw notFound("The specified log group does not exist.");
  return group;
}

export function newLogGroup(name: string, now: number, tags: Readonly<Record<string, string>> = {}): LogGroupRecord {
  return { name, createdAt: now, retentionInDays: undefined, tags: { ...tags }, streams: emptyRecord() };
}

/** The ARN without the `:*` that DescribeLogGroups appends. */
export function logGroupArn({ region, account }: Call, name: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}
