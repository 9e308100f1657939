import type { PutRolePolicyRequest } from "@aws-sdk/client-iam";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { parsePolicy } from "../../policy/document.ts";
import { rolePermission } from "./role-permission.ts";
import { requireRole } from "./roles.ts";

/** The inline policies of a role together, white space not counted (IAM/reference_iam-quotas). */
const INLINE_POLICY_CHARACTERS = 10_240;

export const putRolePolicy = {
  needs({ RoleName }: Validated<PutRolePolicyRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run({ RoleName, PolicyName, PolicyDocument }: Validated<PutRolePolicyRequest>, { cloud }: Call): object {
    const role = requireRole(cloud, RoleName);
    parsePolicy(PolicyDocument, "identity");
    const all = Object.values({ ...role.policies, [PolicyName]: PolicyDocument });
    if (all.join("").replace(/\s/g, "").length > INLINE_POLICY_CHARACTERS)
      throw new AwsError(
        "LimitExceeded",
        409,
        `Maximum policy size of ${INLINE_POLICY_CHARACTERS} bytes exceeded for role ${role.name}`,
      );
    role.policies[PolicyName] = PolicyDocument;
    role.policiesChangedAt = cloud.clock.now();
    return {};
  },
} satisfies Operation;
