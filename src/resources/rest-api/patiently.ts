import { TooManyRequestsException } from "@aws-sdk/client-api-gateway";
import { isAwsError } from "../../aws/tolerate.ts";
import { retryWhile } from "../../aws/until.ts";
import type { Work } from "../../engine/work.ts";

/** API Gateway allows some calls once in 30 s per account; the SDK gives up long before (aws-behaviour 1.1, 1.2). */
const QUOTA_SECONDS = 240;
const CONFLICT_SECONDS = 20;

/** Makes a call to API Gateway's control plane: waits out its quotas, as long as it says, and changes of others to the same API. */
export function patiently<Done>(work: Work, doing: string, call: () => Promise<Done>): Promise<Done> {
  const conflict = { for: `another change of the API to end (${doing})`, seconds: CONFLICT_SECONDS };
  const attempt = () => retryWhile(work, conflict, (error) => isAwsError(error, "ConflictException"), call);
  const quota = { for: `API Gateway's quota (${doing})`, seconds: QUOTA_SECONDS, pauseSeconds: 5 };
  return retryWhile(work, quota, isThrottled, async () => {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof TooManyRequestsException) await afterHint(work, quota.for, error);
      throw error;
    }
  });
}

function isThrottled(error: unknown): boolean {
  return isAwsError(error, "TooManyRequestsException");
}

async function afterHint(work: Work, reason: string, error: TooManyRequestsException): Promise<void> {
  const seconds = Number(error.retryAfterSeconds ?? 0);
  if (!(seconds > 0)) return;
  work.waiting(`${reason}: ${seconds} s`);
  await work.cloud.sleep(seconds * 1000);
}
