import type { LocalCloud } from "../../cloud.ts";
import { findLogGroup, groupsIn, newLogGroup } from "./log-groups.ts";

/**
 * Creates a log group without retention or tags if it does not exist, as Lambda does before it logs, if its role allows
 * it.
 */
export function ensureLogGroup(cloud: LocalCloud, region: string, name: string): void {
  if (findLogGroup(cloud, region, name)) return;
  cloud.logStorage.drop(region, name);
  groupsIn(cloud, region)[name] = newLogGroup(name, cloud.clock.now());
  cloud.logs.save();
}
