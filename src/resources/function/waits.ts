import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Cloud } from "../../aws/cloud.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile, until } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { findFunction } from "../find-function.ts";
import { watchRole } from "../role/watch-role.ts";

/** The time that a new role may need before Lambda can assume it: usually seconds, in the worst case minutes. */
const ROLE_PROPAGATION_SECONDS = 120;
/** An administrator may have just created the role. */
const EXISTING_ROLE_SECONDS = 20;
const FUNCTION_STATE_SECONDS = 60;
/**
 * A function's state changes within 1-3 s, so longer pauses would noticeably lengthen the wait. For five functions,
 * this causes 20 calls per second; the quota is 100.
 */
const FUNCTION_STATE_PAUSE_SECONDS = 0.25;

/**
 * Waits until a function accepts changes (https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html). A new
 * function may not be found at first. Calls GetFunction, which has its own quota: GetFunctionConfiguration shares 15
 * calls per second with other calls (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
export function untilReady(cloud: Cloud, name: string): Promise<FunctionConfiguration> {
  const wait = {
    for: `the function ${name} to be ready`,
    seconds: FUNCTION_STATE_SECONDS,
    pauseSeconds: FUNCTION_STATE_PAUSE_SECONDS,
  };
  return until(cloud, wait, async () => {
    const found = (await findFunction(cloud.lambda, name))?.Configuration;
    if (found?.State === "Failed" || found?.LastUpdateStatus === "Failed") throw failedFunction(name, found);
    return found && found.State !== "Pending" && found.LastUpdateStatus !== "InProgress" ? found : undefined;
  });
}

function failedFunction(name: string, { StateReason, LastUpdateStatusReason }: FunctionConfiguration): TodoApiError {
  const why = StateReason ?? LastUpdateStatusReason ?? "no reason given";
  return new TodoApiError("function-failed", EXIT.failure, `the function ${name} did not become ready: ${why}`);
}

/** Retries while another change to the function is in progress. */
export function retryWhileUpdating<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const isRetryable = (error: unknown) =>
    isAwsError(error, "ResourceConflictException") &&
    /update is in progress|state: Pending|concurrent update|operation cannot be performed/i.test(error.message);
  return retryWhile(
    cloud,
    { for: "Lambda to finish another change to the function", seconds: FUNCTION_STATE_SECONDS },
    isRetryable,
    action,
  );
}

/**
 * Retries while Lambda cannot use a new role. The same error can mean a wrong trust policy, or that a concurrent
 * destroy deleted the role. Waiting fixes neither, so todo-api reads its own role to detect a deletion.
 */
export function whileRoleIsNew<Done>(
  cloud: Cloud,
  { name, isOwn }: { readonly name: string; readonly isOwn: boolean },
  action: () => Promise<Done>,
): Promise<Done> {
  const wait = {
    for: isOwn ? "the new role to propagate from IAM to Lambda" : `Lambda to accept the role ${name}`,
    seconds: isOwn ? ROLE_PROPAGATION_SECONDS : EXISTING_ROLE_SECONDS,
    hint: "check that the role's trust policy allows lambda.amazonaws.com to assume it",
  };
  const throwIfDeleted = isOwn ? watchRole(cloud, name) : async () => {};
  return retryWhile(cloud, wait, isRoleRefused, async () => {
    try {
      return await retryWhileUpdating(cloud, action);
    } catch (error) {
      if (isRoleRefused(error)) await throwIfDeleted();
      throw error;
    }
  });
}

function isRoleRefused(error: unknown): boolean {
  return (
    isAwsError(error, "InvalidParameterValueException") &&
    /cannot be assumed by Lambda|execution role does not have permissions|KMS key is invalid for CreateGrant/.test(
      error.message,
    )
  );
}
