import type { PrincipalPattern } from "../../auth/policy/document.ts";
import type { LocalCloud } from "../../cloud.ts";
import { findRoleByArn } from "./roles.ts";

/**
 * Whether a resource policy can name a principal. The account's own roles and users must exist, and other services
 * find a new role only after a few seconds (https://github.com/hashicorp/terraform-provider-aws/issues/29392). A
 * session's ARN is always accepted, because IAM does not list sessions.
 */
export function mayBeNamed(cloud: LocalCloud, { type, value }: PrincipalPattern): boolean {
  if (type !== "AWS" || /^\d{12}$/.test(value)) return true;
  const [, account, name] = /^arn:aws:(?:iam|sts)::(\d{12}):(root|(?:user|role|assumed-role)\/.+)$/.exec(value) ?? [];
  if (name === undefined) return false;
  if (account !== cloud.account) return true;
  if (name.startsWith("role/")) return isKnownRole(cloud, value);
  if (name.startsWith("user/")) return Object.values(cloud.iam.data.users).some((user) => user.arn === value);
  return true;
}

/**
 * Converts a principal to its stored form: an account ID becomes the ARN of the account, and the ARN of a role or user
 * becomes its ID, so that a later role or user with the same name is a different principal.
 */
export function toPrincipalId(cloud: LocalCloud, principal: string): string {
  if (/^\d{12}$/.test(principal)) return `arn:aws:iam::${principal}:root`;
  return identities(cloud).find(({ arn }) => arn === principal)?.id ?? principal;
}

/**
 * Converts a stored principal to the form that AWS returns: the ID of an existing role or user becomes its ARN
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function fromPrincipalId(cloud: LocalCloud, principal: string): string {
  return identities(cloud).find(({ id }) => id === principal)?.arn ?? principal;
}

function identities({ iam }: LocalCloud): readonly { readonly arn: string; readonly id: string }[] {
  const users = Object.values(iam.data.users).map(({ arn, userId }) => ({ arn, id: userId }));
  return [...users, ...Object.values(iam.data.roles).map(({ arn, roleId }) => ({ arn, id: roleId }))];
}

function isKnownRole(cloud: LocalCloud, arn: string): boolean {
  const role = findRoleByArn(cloud, arn);
  return role !== undefined && cloud.clock.now() >= role.createdAt + cloud.timing.delay("principal-known", role.name);
}
