import { evaluateIdentity, evaluateTrust, type Verdict } from "../../auth/policy/evaluate.ts";
import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, RequiredPermission } from "../operation.ts";
import { MANAGED_POLICIES } from "./managed-policies.ts";
import type { RoleRecord } from "./store.ts";

/** Returns the role with this name, or throws NoSuchEntity with IAM's message. */
export function requireRole(cloud: LocalCloud, name: string): RoleRecord {
  const role = cloud.iam.data.roles[name.toLowerCase()];
  if (!role) throw new AwsError("NoSuchEntity", 404, `The role with name ${name} cannot be found.`);
  return role;
}

/** Finds the role with this ARN; undefined if there is none. */
export function findRoleByArn(cloud: LocalCloud, arn: string): RoleRecord | undefined {
  return Object.values(cloud.iam.data.roles).find((role) => role.arn === arn);
}

/**
 * Whether the trust policy that is now effective for a service, such as `lambda.amazonaws.com`, allows the service to
 * assume the role. Lambda sends the function's ARN and account as `aws:SourceArn` and `aws:SourceAccount`; API Gateway
 * sends neither
 * (https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/479).
 */
export function canBeAssumedBy(cloud: LocalCloud, role: RoleRecord, service: string, sourceArn?: string): boolean {
  const policy = trustPolicyKnownTo(cloud, role, service);
  if (policy === undefined) return false;
  const source = sourceArn === undefined ? {} : { "aws:SourceAccount": cloud.account, "aws:SourceArn": sourceArn };
  return evaluateTrust(policy, source, { type: "service", name: service }) === "allow";
}

/** The trust policy that is now effective for a service; undefined until the service can see the role. */
export function trustPolicyKnownTo(
  { clock, timing }: LocalCloud,
  role: RoleRecord,
  service: string,
): string | undefined {
  const { trustPolicy, trustBefore, name } = role;
  if (!trustBefore) return trustPolicy;
  const isKnown = clock.now() >= trustBefore.until + timing.delay("role-assumable", `${name} ${service}`);
  return isKnown ? trustPolicy : trustBefore.policy;
}

/** Whether the role's inline policies are effective for a session that begins now. */
export function arePoliciesEffective({ clock, timing }: LocalCloud, { name, policiesChangedAt }: RoleRecord): boolean {
  if (policiesChangedAt === undefined) return true;
  return clock.now() >= policiesChangedAt + timing.delay("policy-effective", name);
}

/** Evaluates a permission against the role's inline and managed policies. */
export function roleVerdict(role: RoleRecord, permission: RequiredPermission): Verdict {
  const managed = role.attachedPolicyArns.map((arn) => MANAGED_POLICIES[arn] ?? "").filter(Boolean);
  return evaluateIdentity([...Object.values(role.policies), ...managed], permission);
}

/**
 * The permission that an operation on a role requires: `iam:<Operation>` on the role's ARN. If the role does not exist,
 * its path is unknown and left out.
 */
export function rolePermission(call: Call, roleName: string, operation: string = call.operation): RequiredPermission {
  const role = call.cloud.iam.data.roles[roleName.toLowerCase()];
  return { action: `iam:${operation}`, resource: role?.arn ?? `arn:aws:iam::${call.account}:role/${roleName}` };
}
