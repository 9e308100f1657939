import type { LocalCloud } from "../../../cloud.ts";
import { findRoleByArn, roleVerdict } from "../../iam/roles.ts";
import type { NewLogEvent } from "../../logs/log-storage.ts";
import type { FunctionRecord } from "../store.ts";

/** Whose log, and which of its streams. */
export interface LogDestination {
  readonly region: string;
  readonly record: FunctionRecord;
  readonly stream: string;
}

/** Writes to a function's log group what its role lets it write; the rest is lost without a word, as at AWS. */
export function writeFunctionLog(
  cloud: LocalCloud,
  { region, record, stream }: LogDestination,
  events: readonly NewLogEvent[],
): void {
  const role = findRoleByArn(cloud, record.role);
  if (!role || events.length === 0) return;
  const { group } = record.logging;
  const groupArn = `arn:aws:logs:${region}:${cloud.account}:log-group:${group}`;
  const may = (action: string, resource: string) => roleVerdict(role, { action, resource }) === "allow";
  const streamArn = `${groupArn}:log-stream:${stream}`;
  if (!may("logs:CreateLogStream", streamArn) || !may("logs:PutLogEvents", streamArn)) return;
  cloud.logStorage.append(region, group, stream, events);
}
