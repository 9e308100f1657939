import type { Call } from "../operation.ts";
import type { LogEvent, TimeRange } from "./log-storage.ts";
import type { LogGroupRecord } from "./store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The events of a group in a time range, without those that its retention has expired. */
export function keptEvents({ cloud, region }: Call, group: LogGroupRecord, times: TimeRange): readonly LogEvent[] {
  const { name, retentionInDays } = group;
  if (retentionInDays === undefined) return cloud.logStorage.read(region, name, times);
  const oldest = cloud.clock.now() - retentionInDays * DAY_MS;
  cloud.logStorage.expire(region, name, oldest);
  return cloud.logStorage.read(region, name, { ...times, from: Math.max(times.from, oldest) });
}
