import { createHash } from "node:crypto";
import type {
  DeleteResourcePolicyInput,
  DeleteResourcePolicyOutput,
  GetResourcePolicyInput,
  GetResourcePolicyOutput,
  PutResourcePolicyInput,
  PutResourcePolicyOutput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { checkResourcePolicy } from "./check-resource-policy.ts";
import { requireTableByArn } from "./table-by-arn.ts";

export const putResourcePolicy = {
  permissions: policyPermissions,

  run({ ResourceArn, Policy }: Validated<PutResourcePolicyInput>, call: Call): PutResourcePolicyOutput {
    const table = requireTableByArn(call, ResourceArn);
    checkResourcePolicy(Policy);
    table.policy = Policy;
    return { RevisionId: revisionOf(Policy) };
  },
} satisfies Operation;

export const getResourcePolicy = {
  permissions: policyPermissions,

  run({ ResourceArn }: Validated<GetResourcePolicyInput>, call: Call): GetResourcePolicyOutput {
    const { policy } = requireTableByArn(call, ResourceArn);
    if (policy === undefined)
      throw new AwsError(
        "PolicyNotFoundException",
        400,
        `Resource-based policy not found for the provided ResourceArn: ${ResourceArn}`,
      );
    return { Policy: policy, RevisionId: revisionOf(policy) };
  },
} satisfies Operation;

export const deleteResourcePolicy = {
  permissions: policyPermissions,

  run({ ResourceArn }: Validated<DeleteResourcePolicyInput>, call: Call): DeleteResourcePolicyOutput {
    const table = requireTableByArn(call, ResourceArn);
    const { policy } = table;
    table.policy = undefined;
    return policy === undefined ? {} : { RevisionId: revisionOf(policy) };
  },
} satisfies Operation;

function policyPermissions({ ResourceArn }: { readonly ResourceArn: string }, call: Call) {
  return [{ action: `dynamodb:${call.operation}`, resource: ResourceArn }];
}

/** A number derived from the policy, so that an unchanged policy keeps its revision. */
function revisionOf(policy: string): string {
  return String(Number.parseInt(createHash("sha256").update(policy).digest("hex").slice(0, 12), 16));
}
