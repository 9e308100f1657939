import type {
  DeleteResourcePolicyRequest,
  DescribeResourcePoliciesRequest,
  DescribeResourcePoliciesResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
  ResourcePolicy,
} from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../protocol/aws-error.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalidParameter, notFound } from "./errors.ts";
import { pageOf } from "./page.ts";
import type { ResourcePolicyRecord } from "./store.ts";

/**
 * The maximum number of resource policies per region
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/cloudwatch_limits_cwl.html).
 */
const MAX_POLICIES = 10;

/** Stores the policy. It has no effect, because the local cloud does not evaluate it. */
export const putResourcePolicy = {
  permissions: () => [{ action: "logs:PutResourcePolicy", resource: "*" }],

  run(
    { policyName = "", policyDocument = "" }: Validated<PutResourcePolicyRequest>,
    call: Call,
  ): PutResourcePolicyResponse {
    const policies = policiesIn(call);
    if (!isJsonObject(policyDocument)) throw invalidParameter("The resource policy is not valid JSON.");
    if (!policies[policyName] && Object.keys(policies).length >= MAX_POLICIES)
      throw new AwsError("LimitExceededException", 400, "Resource limit exceeded.");
    const policy = { name: policyName, document: policyDocument, updatedAt: call.cloud.clock.now() };
    policies[policyName] = policy;
    return { resourcePolicy: output(policy) };
  },
} satisfies Operation;

export const describeResourcePolicies = {
  permissions: () => [{ action: "logs:DescribeResourcePolicies", resource: "*" }],

  run(input: Validated<DescribeResourcePoliciesRequest>, call: Call): DescribeResourcePoliciesResponse {
    const { items, nextToken } = pageOf(Object.values(policiesIn(call)), ({ name }) => name, input);
    return { resourcePolicies: items.map(output), ...(nextToken !== undefined && { nextToken }) };
  },
} satisfies Operation;

export const deleteResourcePolicy = {
  permissions: () => [{ action: "logs:DeleteResourcePolicy", resource: "*" }],

  run({ policyName = "" }: Validated<DeleteResourcePolicyRequest>, call: Call): undefined {
    const policies = policiesIn(call);
    if (!policies[policyName]) throw notFound(`Policy with name [${policyName}] does not exist.`);
    delete policies[policyName];
  },
} satisfies Operation;

function policiesIn({ cloud, region }: Call): Record<string, ResourcePolicyRecord> {
  const { data } = cloud.logs;
  data.resourcePolicies ??= emptyRecord();
  const policies = data.resourcePolicies[region] ?? emptyRecord();
  data.resourcePolicies[region] = policies;
  return policies;
}

function output({ name, document, updatedAt }: ResourcePolicyRecord): ResourcePolicy {
  return { policyName: name, policyDocument: document, lastUpdatedTime: updatedAt };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
