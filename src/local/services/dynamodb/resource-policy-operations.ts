import { createHash } from "node:crypto";
import type {
  DeleteResourcePolicyInput,
  DeleteResourcePolicyOutput,
  GetResourcePolicyInput,
  GetResourcePolicyOutput,
  PutResourcePolicyInput,
  PutResourcePolicyOutput,
} from "@aws-sdk/client-dynamodb";
import { parsePolicy } from "../../auth/policy/document.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalid } from "./errors.ts";
import { requireTableByArn } from "./table-by-arn.ts";

/**
 * The maximum size of a policy
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html).
 */
const MAX_BYTES = 20 * 1024;

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

/** Rejects a policy that is too large or invalid. */
export function checkResourcePolicy(policy: string): void {
  if (Buffer.byteLength(policy) > MAX_BYTES) throw invalid(`Policy size exceeds the maximum of ${MAX_BYTES} bytes`);
  try {
    parsePolicy(policy, "resource");
  } catch (error) {
    if (error instanceof AwsError && error.code === "MalformedPolicyDocument")
      throw invalid(`Invalid policy document: ${error.message}`);
    throw error;
  }
}

function policyPermissions({ ResourceArn }: { readonly ResourceArn: string }, call: Call) {
  return [{ action: `dynamodb:${call.operation}`, resource: ResourceArn }];
}

/** A number derived from the policy, so that an unchanged policy keeps its revision. */
function revisionOf(policy: string): string {
  return String(Number.parseInt(createHash("sha256").update(policy).digest("hex").slice(0, 12), 16));
}
