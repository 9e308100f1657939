import type { Cloud } from "../../aws/cloud.ts";
import type { Tags } from "../../aws/ownership.ts";
import { tagApiResource } from "./tag-api-resource.ts";

/** A run that changes a deployed stack. */
export type StackRun = "deploy" | "rollback";

/** The tag of the API that names the run in progress, or the unfinished run; "none" after a complete one. */
export const UNFINISHED_TAG = "todo-api:unfinished";

/** Returns the run that did not finish, if any. */
export function unfinishedRunIn(tags: Tags): StackRun | undefined {
  const run = tags[UNFINISHED_TAG];
  return run === "deploy" || run === "rollback" ? run : undefined;
}

/** Records the run in progress, or that it is complete. */
export async function recordUnfinishedRun(cloud: Cloud, restApiId: string, run: StackRun | undefined): Promise<void> {
  await tagApiResource(cloud, `/restapis/${restApiId}`, { [UNFINISHED_TAG]: run ?? "none" });
}
