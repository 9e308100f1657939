import type { LocalCloud } from "../../cloud.ts";
import { findLogGroup, groupsIn, newLogGroup } from "./log-groups.ts";

/** Makes a log group, without retention or tags, unless it is there: what Lambda does before it logs, when its role may. */
export function ensureLogGroup(cloud: LocalCloud, region: string, name: string): void {
  if (findLogGroup(cloud, region, name)) return;
  cloud.logStorage.drop(region, name);
  groupsIn(cloud, region)[name] = newLogGroup(name, cloud.clock.now());
  cloud.logs.save();
}
