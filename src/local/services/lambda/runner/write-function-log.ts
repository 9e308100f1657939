import type { LocalCloud } from "../../../cloud.ts";
import { findRoleByArn, roleVerdict } from "../../iam/roles.ts";
import { ensureLogGroup, findLogGroup } from "../../logs/log-groups.ts";
import type { NewLogEvent } from "../../logs/log-storage.ts";
import type { FunctionRecord } from "../store.ts";

/** The function, and the log stream to write to. */
interface LogDestination {
  readonly region: string;
  readonly record: FunctionRecord;
  readonly stream: string;
}

/** Writes events to a function's log group. Like AWS, silently drops them if the function's role lacks permission. */
export function writeFunctionLog(
  cloud: LocalCloud,
  { region, record, stream }: LogDestination,
  events: readonly NewLogEvent[],
): void {
  const role = findRoleByArn(cloud, record.role);
  if (!role || events.length === 0) return;
  const { group } = record.logging;
  const groupArn = `arn:aws:logs:${region}:${cloud.account}:log-group:${group}`;
  const streamArn = `${groupArn}:log-stream:${stream}`;
  const isAllowed = (action: string, resource: string) => roleVerdict(role, { action, resource }) === "allow";
  if (!isAllowed("logs:CreateLogStream", streamArn) || !isAllowed("logs:PutLogEvents", streamArn)) return;
  if (!findLogGroup(cloud, region, group)) {
    if (!isAllowed("logs:CreateLogGroup", `${groupArn}:log-stream:`)) return;
    ensureLogGroup(cloud, region, group);
  }
  cloud.logStorage.append(region, group, stream, events);
}
