import type { Account, GetAccountRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { regionRecord } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";

export const getAccount = {
  needs(_input: Validated<GetAccountRequest>, call: Call) {
    return [requiredPermissions(call, "GET", "/account")];
  },

  run(_input: Validated<GetAccountRequest>, call: Call): Account {
    return accountOutput(call);
  },
} satisfies Operation;

/** The account's settings in the region. The role stays here even when it was deleted in IAM. */
export function accountOutput(call: Call): Account {
  return {
    cloudwatchRoleArn: regionRecord(call.cloud, call.region).cloudwatchRoleArn,
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    features: ["UsagePlans"],
    apiKeyVersion: "4",
  };
}
