import gt from "semver/functions/gt.js";
import valid from "semver/functions/valid.js";

/** Whether one version of todo-api is newer than another; text that is not a version is treated as 0.0.0. */
export function isNewer(version: string, than: string): boolean {
  return gt(valid(version) ?? "0.0.0", valid(than) ?? "0.0.0");
}
