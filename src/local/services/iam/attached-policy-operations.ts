import type {
  AttachRolePolicyRequest,
  DetachRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
} from "@aws-sdk/client-iam";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { checkPolicyArn, MANAGED_POLICIES } from "./managed-policies.ts";
import { pageOf } from "./page.ts";
import { requireRole, rolePermission } from "./roles.ts";

export const attachRolePolicy = {
  permissions({ RoleName, PolicyArn }: Validated<AttachRolePolicyRequest>, call: Call) {
    return [{ ...rolePermission(call, RoleName), context: { "iam:PolicyARN": PolicyArn } }];
  },

  run({ RoleName, PolicyArn }: Validated<AttachRolePolicyRequest>, { cloud }: Call): object {
    checkPolicyArn(PolicyArn);
    const role = requireRole(cloud, RoleName);
    if (!MANAGED_POLICIES[PolicyArn]) {
      if (PolicyArn.startsWith("arn:aws:iam::aws:policy/")) throw notSupported(`The managed policy ${PolicyArn}`);
      throw new AwsError("NoSuchEntity", 404, `Policy ${PolicyArn} does not exist or is not attachable.`);
    }
    if (!role.attachedPolicyArns.includes(PolicyArn)) role.attachedPolicyArns.push(PolicyArn);
    return {};
  },
} satisfies Operation;

export const detachRolePolicy = {
  permissions({ RoleName, PolicyArn }: Validated<DetachRolePolicyRequest>, call: Call) {
    return [{ ...rolePermission(call, RoleName), context: { "iam:PolicyARN": PolicyArn } }];
  },

  run({ RoleName, PolicyArn }: Validated<DetachRolePolicyRequest>, { cloud }: Call): object {
    checkPolicyArn(PolicyArn);
    const role = requireRole(cloud, RoleName);
    if (!role.attachedPolicyArns.includes(PolicyArn))
      throw new AwsError("NoSuchEntity", 404, `Policy ${PolicyArn} was not found.`);
    role.attachedPolicyArns = role.attachedPolicyArns.filter((arn) => arn !== PolicyArn);
    return {};
  },
} satisfies Operation;

export const listAttachedRolePolicies = {
  permissions({ RoleName }: Validated<ListAttachedRolePoliciesRequest>, call: Call) {
    return [rolePermission(call, RoleName)];
  },

  run(input: Validated<ListAttachedRolePoliciesRequest>, { cloud }: Call): ListAttachedRolePoliciesResponse {
    const { items, page } = pageOf(requireRole(cloud, input.RoleName).attachedPolicyArns, input);
    const policies = items.map((arn) => ({ PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf("/") + 1) }));
    return { AttachedPolicies: policies, ...page };
  },
} satisfies Operation;
