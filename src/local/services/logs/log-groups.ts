import type { LocalCloud } from "../../cloud.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call } from "../operation.ts";
import { invalidParameter, notFound } from "./errors.ts";
import type { LogEvent, TimeRange } from "./log-storage.ts";
import type { LogGroupRecord } from "./store.ts";

/** The log groups in a region, by name. */
export function groupsIn(cloud: LocalCloud, region: string): Record<string, LogGroupRecord> {
  const { regions } = cloud.logs.data;
  const groups = regions[region] ?? emptyRecord();
  regions[region] = groups;
  return groups;
}

/** Finds the log group with this name; undefined if there is none. */
export function findLogGroup(cloud: LocalCloud, region: string, name: string): LogGroupRecord | undefined {
  return groupsIn(cloud, region)[name];
}

/** Returns the log group with this name. Throws ResourceNotFoundException if there is none. */
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

/** Creates a log group, without retention or tags, if it does not exist. */
export function ensureLogGroup(cloud: LocalCloud, region: string, name: string): void {
  if (findLogGroup(cloud, region, name)) return;
  cloud.logStorage.drop(region, name);
  groupsIn(cloud, region)[name] = newLogGroup(name, cloud.clock.now());
  cloud.logs.save();
}

/** Returns the log group's name, which is optional in AWS's model because AWS also accepts `logGroupIdentifier`. */
export function requireGroupName({ logGroupName }: { readonly logGroupName?: string | undefined }): string {
  if (logGroupName === undefined)
    throw invalidParameter("Either logGroupName or logGroupIdentifier must be specified.");
  return logGroupName;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Reads a group's unexpired events in a time range. Deletes segments whose events have all expired. */
export function readKeptEvents({ cloud, region }: Call, group: LogGroupRecord, times: TimeRange): readonly LogEvent[] {
  const { name, retentionInDays } = group;
  if (retentionInDays === undefined) return cloud.logStorage.read(region, name, times);
  const oldest = cloud.clock.now() - retentionInDays * DAY_MS;
  cloud.logStorage.expire(region, name, oldest);
  return cloud.logStorage.read(region, name, { ...times, from: Math.max(times.from, oldest) });
}
