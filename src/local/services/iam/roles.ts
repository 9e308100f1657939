import { evaluateIdentity, trustsService, type Verdict } from "../../auth/policy/evaluate.ts";
import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, RequiredPermission } from "../operation.ts";
import { MANAGED_POLICIES } from "./managed-policies.ts";
import type { RoleRecord } from "./store.ts";

/** The role of that name, or NoSuchEntity as IAM says it. */
export function requireRole(cloud: LocalCloud, name: string): RoleRecord {
  const role = cloud.iam.data.roles[name.toLowerCase()];
  if (!role) throw new AwsError("NoSuchEntity", 404, `The role with name ${name} cannot be found.`);
  return role;
}

/** The role with that ARN, if there is one. */
export function findRoleByArn(cloud: LocalCloud, arn: string): RoleRecord | undefined {
  return Object.values(cloud.iam.data.roles).find((role) => role.arn === arn);
}

/** Whether a service (`lambda.amazonaws.com`) may assume the role, as far as IAM has told it by now. */
export function canBeAssumedBy(cloud: LocalCloud, role: RoleRecord, service: string, sourceArn?: string): boolean {
  const policy = trustPolicyKnownTo(cloud, role, service);
  if (policy === undefined) return false;
  return trustsService(policy, service, {
    "aws:SourceAccount": cloud.account,
    ...(sourceArn !== undefined && { "aws:SourceArn": sourceArn }),
  });
}

function trustPolicyKnownTo({ clock, pace }: LocalCloud, role: RoleRecord, service: string): string | undefined {
  const { trustPolicy, trustBefore, name } = role;
  if (!trustBefore) return trustPolicy;
  const isKnown = clock.now() >= trustBefore.until + pace.delay("role-assumable", `${name} ${service}`);
  return isKnown ? trustPolicy : trustBefore.policy;
}

/** Whether the role's policies count by now for a session that begins. */
export function arePoliciesEffective({ clock, pace }: LocalCloud, { name, policiesChangedAt }: RoleRecord): boolean {
  if (policiesChangedAt === undefined) return true;
  return clock.now() >= policiesChangedAt + pace.delay("policy-effective", name);
}

/** What the role's own policies, inline and managed, say to a need. */
export function roleVerdict(role: RoleRecord, need: RequiredPermission): Verdict {
  const managed = role.attachedPolicyArns.map((arn) => MANAGED_POLICIES[arn] ?? "").filter(Boolean);
  return evaluateIdentity([...Object.values(role.policies), ...managed], need);
}

/** The need of an operation on one role: `iam:<Operation>` on the role's ARN (by name where the role, and so its path, is not known). */
export function rolePermission(call: Call, roleName: string, operation: string = call.operation): RequiredPermission {
  const role = call.cloud.iam.data.roles[roleName.toLowerCase()];
  return { action: `iam:${operation}`, resource: role?.arn ?? `arn:aws:iam::${call.account}:role/${roleName}` };
}
