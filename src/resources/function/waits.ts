import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Cloud } from "../../aws/cloud.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile, until } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { findFunction } from "../find-function.ts";
import { watchRole } from "../role/watch-role.ts";

/** How long IAM may take until Lambda can assume a new role: seconds as a rule, minutes at worst (aws-behaviour 2.1). */
const ROLE_PROPAGATION_SECONDS = 120;
const FUNCTION_STATE_SECONDS = 60;
/** States change within one to three seconds: to look more rarely would be most of the wait. Four functions look sixteen times a second then, of 100 that are allowed. */
const FUNCTION_STATE_PAUSE_SECONDS = 0.25;

/**
 * A function that is being made or changed refuses further changes: the SDK does not retry that conflict (aws-behaviour 2.2). A new one can be
 * unknown for a moment. GetFunction, for its quota is 100 calls a second; GetFunctionConfiguration shares 15 with everything else (2.5).
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
  const why = StateReason ?? LastUpdateStatusReason ?? "Lambda gives no reason";
  return new TodoApiError("function-failed", EXIT.failure, `Lambda could not make the function ${name} ready: ${why}.`);
}

/** Waits out another change of the function. */
export function retryWhileUpdating<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const mends = (error: unknown) =>
    isAwsError(error, "ResourceConflictException") &&
    /update is in progress|state: Pending|concurrent update|operation cannot be performed/i.test(error.message);
  return retryWhile(
    cloud,
    { for: "Lambda to finish another change of the function", seconds: FUNCTION_STATE_SECONDS },
    mends,
    action,
  );
}

/**
 * A new role is no use to Lambda for some seconds; the same words also mean a wrong trust policy, so the patience ends. They mean as well that the
 * role is gone, as when a destroy runs beside this: that is looked up, for no waiting brings it back.
 */
export function whileRoleIsNew<Done>(cloud: Cloud, roleName: string, action: () => Promise<Done>): Promise<Done> {
  const wait = {
    for: "IAM to make the new role known to Lambda",
    seconds: ROLE_PROPAGATION_SECONDS,
    hint: "Does the role's trust policy still name lambda.amazonaws.com?",
  };
  const failIfGone = watchRole(cloud, roleName);
  return retryWhile(cloud, wait, isRoleRefused, async () => {
    try {
      return await retryWhileUpdating(cloud, action);
    } catch (error) {
      if (isRoleRefused(error)) await failIfGone();
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
