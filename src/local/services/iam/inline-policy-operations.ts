import type {
  DeleteRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePolicyRequest,
} from "@aws-sdk/client-iam";
import { parsePolicy } from "../../auth/policy/document.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { pageOf } from "./page.ts";
import { requireRole, rolePermission } from "./roles.ts";
import type { RoleRecord } from "./store.ts";

/**
 * The maximum total number of characters in the inline policies of a role, not counting white space
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
const MAX_INLINE_POLICY_CHARACTERS = 10_240;

export const putRolePolicy = {
  permissions({ RoleName }: Validated<PutRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyName, PolicyDocument }: Validated<PutRolePolicyRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    parsePolicy(PolicyDocument, "identity");
    const all = Object.values({ ...role.policies, [PolicyName]: PolicyDocument });
    if (all.join("").replace(/\s/g, "").length > MAX_INLINE_POLICY_CHARACTERS)
      throw new AwsError(
        "LimitExceeded",
        409,
        `Maximum policy size of ${MAX_INLINE_POLICY_CHARACTERS} bytes exceeded for role ${role.name}`,
      );
    role.policies[PolicyName] = PolicyDocument;
    role.policiesChangedAt = cloud.clock.now();
    return {};
  },
} satisfies Operation;

export const getRolePolicy = {
  permissions({ RoleName }: Validated<GetRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyName }: Validated<GetRolePolicyRequest>, { cloud }: Call): GetRolePolicyResponse {
    const role = requireRole(cloud, RoleName);
    return { RoleName: role.name, PolicyName, PolicyDocument: encodeURIComponent(requirePolicy(role, PolicyName)) };
  },
} satisfies Operation;

export const deleteRolePolicy = {
  permissions({ RoleName }: Validated<DeleteRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyName }: Validated<DeleteRolePolicyRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    requirePolicy(role, PolicyName);
    delete role.policies[PolicyName];
    return {};
  },
} satisfies Operation;

export const listRolePolicies = {
  permissions({ RoleName }: Validated<ListRolePoliciesRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run(input: Validated<ListRolePoliciesRequest>, { cloud }: Call): ListRolePoliciesResponse {
    const { items, page } = pageOf(Object.keys(requireRole(cloud, input.RoleName).policies).sort(), input);
    return { PolicyNames: [...items], ...page };
  },
} satisfies Operation;

function requirePolicy(role: RoleRecord, policyName: string): string {
  const text = role.policies[policyName];
  if (text === undefined)
    throw new AwsError("NoSuchEntity", 404, `The role policy with name ${policyName} cannot be found.`);
  return text;
}
