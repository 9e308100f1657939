import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../aws/until.ts";
import type { ResourceContext } from "../../engine/resource-context.ts";

const CONFLICT_SECONDS = 20;

/** Makes a call to API Gateway's control plane, and waits out changes of others to the same API (aws-behaviour 1.2). Its quotas are waited out by the client itself. */
export function retryOnConflict<Done>(work: ResourceContext, doing: string, call: () => Promise<Done>): Promise<Done> {
  const wait = { for: `another change of the API to end (${doing})`, seconds: CONFLICT_SECONDS };
  return retryWhile(work, wait, (error) => isAwsError(error, "ConflictException"), call);
}
