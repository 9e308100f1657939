import type { Account, GetAccountRequest, PatchOperation, UpdateAccountRequest } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../protocol/aws-error.ts";
import { ensureLogGroup } from "../logs/log-groups.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { badRequest } from "./errors.ts";
import { checkLoggingRole } from "./logging-role.ts";
import { regionRecord } from "./records.ts";
import { requiredPermission } from "./required-permission.ts";
import { ACCOUNT_LIMITS } from "./stage/stage-output.ts";

export const getAccount = {
  permissions(_input: Validated<GetAccountRequest>, call: Call) {
    return [requiredPermission(call, "GET", "/account")];
  },

  run(_input: Validated<GetAccountRequest>, call: Call): Account {
    return accountOutput(call);
  },
} satisfies Operation;

/** API Gateway creates this log group when a logging role is set and none was set before. */
const WELCOME_GROUP = "/aws/apigateway/welcome";

export const updateAccount = {
  permissions({ patchOperations = [] }: Validated<UpdateAccountRequest>, call: Call) {
    const roles = patchOperations
      .filter(({ op, path, value }) => op !== "remove" && path === "/cloudwatchRoleArn" && value)
      .map(({ value = "" }) => value);
    const passRole = roles.map((resource) => ({
      action: "iam:PassRole",
      resource,
      context: { "iam:PassedToService": "apigateway.amazonaws.com" },
    }));
    return [requiredPermission(call, "PATCH", "/account"), ...passRole];
  },

  /** Applies all patch operations or none. */
  run({ patchOperations = [] }: Validated<UpdateAccountRequest>, call: Call): Account {
    const account = regionRecord(call.cloud, call.region);
    const before = account.cloudwatchRoleArn;
    const roleArn = patchOperations.reduce<string | undefined>((_, operation) => patchRole(operation, call), before);
    if (roleArn !== undefined && before === undefined) ensureLogGroup(call.cloud, call.region, WELCOME_GROUP);
    account.cloudwatchRoleArn = roleArn;
    return accountOutput(call);
  },
} satisfies Operation;

/** The account's settings in the region. A role remains set even after it is deleted in IAM. */
function accountOutput(call: Call): Account {
  return {
    cloudwatchRoleArn: regionRecord(call.cloud, call.region).cloudwatchRoleArn,
    throttleSettings: {
      burstLimit: ACCOUNT_LIMITS.throttlingBurstLimit,
      rateLimit: ACCOUNT_LIMITS.throttlingRateLimit,
    },
    features: ["UsagePlans"],
    apiKeyVersion: "4",
  };
}

/** Returns the role that a patch operation sets; undefined if it removes the role. */
function patchRole({ op, path = "", value }: PatchOperation, call: Call): string | undefined {
  if (path.startsWith("/features")) throw notSupported(`UpdateAccount: ${path}`);
  if (path !== "/cloudwatchRoleArn") throw badRequest(`Invalid patch path ${path}`);
  if (op !== "replace" && op !== "remove")
    throw badRequest("Invalid patch operation specified. Must be one of: [remove, replace]");
  if (op === "remove" || !value) return undefined;
  checkLoggingRole(call.cloud, call.region, value);
  return value;
}
