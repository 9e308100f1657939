import type { Account, PatchOperation, UpdateAccountRequest } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { ensureLogGroup } from "../logs/ensure-log-group.ts";
import { badRequest } from "./errors.ts";
import { accountOutput } from "./get-account.ts";
import { checkLoggingRole } from "./logging-role.ts";
import { regionRecord } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";

/** What API Gateway creates when an account gets its first role for logs; without retention. */
const WELCOME_GROUP = "/aws/apigateway/welcome";

export const updateAccount = {
  needs({ patchOperations = [] }: Validated<UpdateAccountRequest>, call: Call) {
    const roles = patchOperations
      .filter(({ op, path, value }) => op !== "remove" && path === "/cloudwatchRoleArn" && value)
      .map(({ value = "" }) => value);
    const passRole = roles.map((resource) => ({
      action: "iam:PassRole",
      resource,
      context: { "iam:PassedToService": "apigateway.amazonaws.com" },
    }));
    return [requiredPermissions(call, "PATCH", "/account"), ...passRole];
  },

  run({ patchOperations = [] }: Validated<UpdateAccountRequest>, call: Call): Account {
    for (const operation of patchOperations) apply(operation, call);
    return accountOutput(call);
  },
} satisfies Operation;

function apply({ op, path = "", value }: PatchOperation, call: Call): void {
  if (path.startsWith("/features")) throw notSupported(`UpdateAccount: ${path}`);
  if (path !== "/cloudwatchRoleArn") throw badRequest(`Invalid patch path ${path}`);
  if (op !== "replace" && op !== "remove")
    throw badRequest("Invalid patch operation specified. Must be one of: [remove, replace]");
  const roleArn = op === "replace" && value ? value : undefined;
  if (roleArn !== undefined) checkLoggingRole(call.cloud, call.region, roleArn);
  const account = regionRecord(call.cloud, call.region);
  if (roleArn !== undefined && !account.cloudwatchRoleArn) ensureLogGroup(call.cloud, call.region, WELCOME_GROUP);
  account.cloudwatchRoleArn = roleArn;
}
