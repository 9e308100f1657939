import type { Cloud } from "../../aws/cloud.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";

const TRANSIENT = ["NoSuchEntityException", "ConcurrentModificationException"];

/**
 * Retries while a new role is not found yet, while concurrent changes conflict
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency), and
 * after the errors in `others`.
 */
export function whileIamSettles<Done>(
  cloud: Cloud,
  action: () => Promise<Done>,
  ...others: readonly string[]
): Promise<Done> {
  const wait = { for: "IAM to settle", seconds: 30 };
  return retryWhile(cloud, wait, (error) => isAwsError(error, ...TRANSIENT, ...others), action);
}
