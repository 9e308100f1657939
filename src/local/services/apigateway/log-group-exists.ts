import type { LocalCloud } from "../../cloud.ts";

/** Whether a CloudWatch Logs log group is there to be written to. */
export function logGroupExists(cloud: LocalCloud, region: string, group: string): boolean {
  return cloud.logs.data.regions[region] !== undefined && group !== "";
}
