import { AwsError } from "../../aws-error.ts";
import type { LocalCloud } from "../../cloud.ts";
import type { Need } from "../../operation.ts";
import { evaluateIdentity, trustsService, type Verdict } from "../../policy/evaluate.ts";
import { MANAGED_POLICIES } from "./managed-policies.ts";
import type { RoleRecord } from "./store.ts";

/** The role of that name, or NoSuchEntity as IAM says it. */
export function presentRole(cloud: LocalCloud, name: string): RoleRecord {
  const role = cloud.iam.data.roles[name.toLowerCase()];
  if (!role) throw new AwsError("NoSuchEntity", 404, `The role with name ${name} cannot be found.`);
  return role;
}

/** The role with that ARN, if there is one. */
export function findRoleByArn(cloud: LocalCloud, arn: string): RoleRecord | undefined {
  return Object.values(cloud.iam.data.roles).find((role) => role.arn === arn);
}

/** Whether a service (`lambda.amazonaws.com`) may assume the role. */
export function canBeAssumedBy(cloud: LocalCloud, role: RoleRecord, service: string, sourceArn?: string): boolean {
  return trustsService(role.trustPolicy, service, {
    "aws:SourceAccount": cloud.account,
    ...(sourceArn !== undefined && { "aws:SourceArn": sourceArn }),
  });
}

/** What the role's own policies, inline and managed, say to a need. */
export function roleVerdict(role: RoleRecord, need: Need): Verdict {
  const managed = role.attachedPolicyArns.map((arn) => MANAGED_POLICIES[arn] ?? "").filter(Boolean);
  return evaluateIdentity([...Object.values(role.policies), ...managed], need);
}
