import { GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { isOurs } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";
import { listRestApis } from "./find-rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** API Gateway usually accepts a new role after 10-30 s. */
const ACCOUNT_ROLE_SECONDS = 180;
/**
 * UpdateAccount is limited to one call in this period, and a rejected call also counts:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const UPDATE_ACCOUNT_SECONDS = 20;

/** The ARN of the role that API Gateway uses to write logs in this account and region; undefined if none is set. */
export async function findConfiguredRole(cloud: Cloud): Promise<string | undefined> {
  const account = await retryOnConflict(cloud, "GetAccount", () => cloud.apigateway.send(new GetAccountCommand({})));
  return account.cloudwatchRoleArn || undefined;
}

/** Sets the role that API Gateway uses to write logs; an empty ARN removes the role from the account's settings. */
export async function setAccountRole(cloud: Cloud, value: string): Promise<void> {
  const command = new UpdateAccountCommand({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
  await retryOnConflict(cloud, "UpdateAccount", () => cloud.apigateway.send(command));
}

/**
 * Removes the role from the account's settings, unless the region has an API that does not belong to the stack, or API
 * Gateway rejects the removal. Returns whether the role was removed.
 */
export async function unsetAccountRole(cloud: Cloud, stack: StackName): Promise<boolean> {
  const all = await retryOnConflict(cloud, "GetRestApis", () => listRestApis(cloud.apigateway));
  if (all.some(({ tags }) => !isOurs(tags ?? {}, stack))) return false;
  try {
    await setAccountRole(cloud, "");
    return true;
  } catch (error) {
    if (isAwsError(error, "BadRequestException")) return false;
    throw error;
  }
}

/** Retries an action while API Gateway cannot use a new role. */
export function whileRoleIsNew(cloud: Cloud, action: () => Promise<void>): Promise<void> {
  const wait = {
    for: "API Gateway to accept its new CloudWatch role",
    seconds: ACCOUNT_ROLE_SECONDS,
    firstPauseSeconds: UPDATE_ACCOUNT_SECONDS,
    pauseSeconds: UPDATE_ACCOUNT_SECONDS,
  };
  return retryWhile(cloud, wait, isRoleNotUsableYet, action);
}

/** Whether an error means that API Gateway cannot use a role yet. Excludes "not well formed" ARNs, which never work. */
export function isRoleNotUsableYet(error: unknown): boolean {
  return (
    isAwsError(error, "BadRequestException") &&
    /required permissions|could not successfully write to CloudWatch Logs|trust permission/.test(error.message)
  );
}
