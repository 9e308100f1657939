import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { apiGatewayArn } from "../../aws/names.ts";
import type { Tags } from "../../aws/ownership.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

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
  const resourceArn = apiGatewayArn(cloud.region, `/restapis/${restApiId}`);
  const command = new TagResourceCommand({ resourceArn, tags: { [UNFINISHED_TAG]: run ?? "none" } });
  await retryOnConflict(cloud, "TagResource", () => cloud.apigateway.send(command));
}
