import { AwsError } from "../../aws-error.ts";
import type { RoleRecord } from "./store.ts";

/** The text of a role's inline policy, or NoSuchEntity as IAM says it. */
export function requirePolicy(role: RoleRecord, policyName: string): string {
  const text = role.policies[policyName];
  if (text === undefined)
    throw new AwsError("NoSuchEntity", 404, `The role policy with name ${policyName} cannot be found.`);
  return text;
}
