import type { Cloud } from "../../aws/cloud.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";

const CONFLICT_SECONDS = 20;

/** Makes a call to API Gateway's control plane, and waits out changes of others to the same API (aws-behaviour 1.2). Its quotas are waited out by the client itself. */
export function retryOnConflict<Done>(cloud: Cloud, doing: string, call: () => Promise<Done>): Promise<Done> {
  const wait = { for: `another change of the API to end (${doing})`, seconds: CONFLICT_SECONDS };
  return retryWhile(cloud, wait, (error) => isAwsError(error, "ConflictException"), call);
}
