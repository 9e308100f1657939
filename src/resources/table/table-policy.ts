import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { tableArn } from "../../aws/names.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import { parseTrustedJson } from "../../text/json.ts";
import { canonicalText, policyText } from "../compare.ts";
import type { FunctionState } from "../function/function.ts";
import { whileUpdating } from "./waits.ts";

/** The setting for a table without a policy; undefined keeps the current policy. */
export const NO_POLICY = "none";

/**
 * The policy, in canonical JSON, of a table that only these principals may use. It denies everyone else and allows
 * nothing: the principals' own policies decide what they may do. It never denies the account's root user, so that the
 * account can always regain access.
 */
export function tablePolicy(table: string, account: string, principals: readonly string[]): string {
  const [, partition = "aws"] = table.split(":");
  const admitted = [`arn:${partition}:iam::${account}:root`, ...principals];
  return policyText({
    Sid: "OnlyTheStackAndItsDeployer",
    Effect: "Deny",
    Principal: "*",
    Action: "dynamodb:*",
    Resource: table,
    Condition: { ArnNotLike: { "aws:PrincipalArn": admitted } },
  });
}

/**
 * Returns the ARNs that identify a caller in policies, given the ARN that STS returns. Policies identify a session by
 * the ARN of its role, but the session's ARN omits the role's path
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html), so the second ARN matches
 * any path: role names are unique in an account.
 */
export function principalsOf(callerArn: string): readonly string[] {
  const [, partition, account, role] = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  if (role === undefined) return [callerArn];
  const roles = `arn:${partition}:iam::${account}:role`;
  return [`${roles}/${role}`, `${roles}/*/${role}`];
}

/** The table's policy in canonical JSON; undefined if it has none. */
export async function readTablePolicy(cloud: Cloud, name: string): Promise<string | undefined> {
  const command = new GetResourcePolicyCommand({ ResourceArn: tableArn(cloud, name) });
  const found = await undefinedOn(cloud.dynamodb.send(command), "PolicyNotFoundException");
  return canonicalText(found?.Policy);
}

interface PolicyChange {
  readonly cloud: Cloud;
  readonly name: string;
  readonly policy: string;
  readonly usedBy: () => readonly StandaloneResource<FunctionState>[];
}

/**
 * Admits the principals in the desired policy in addition to those that the current policy admits, because functions
 * may still use those roles. If the current policy also differs in other ways, admits the roles that the functions
 * currently use instead of the current policy's principals. Returns the table's new policy. Does not add a policy to a
 * table that has none, because such a table denies no one.
 */
export async function widenTablePolicy(change: PolicyChange, current: string | undefined): Promise<string | undefined> {
  if (current === undefined) return undefined;
  const { cloud, name, policy } = change;
  const widened = alsoAdmitting(policy, admittedBy(current, policy) ?? (await rolesInUse(change)));
  if (widened !== current) await putTablePolicy(cloud, name, widened);
  return widened;
}

/** Sets the policy. If a function could not be updated, the role that it still uses stays admitted. */
export async function narrowTablePolicy(change: PolicyChange): Promise<void> {
  const { cloud, name, policy } = change;
  await putTablePolicy(cloud, name, alsoAdmitting(policy, await rolesInUse(change)));
}

async function rolesInUse({ usedBy }: PolicyChange): Promise<readonly string[]> {
  const states = await Promise.all(usedBy().map((one) => one.read()));
  return states.flatMap((state) => state?.settings.Role ?? []);
}

/** The list of admitted principals in the text of a policy. */
const PRINCIPALS = /(?<="aws:PrincipalArn":)\[[^\]]*\]/;

/** Returns the principals that a policy admits; undefined if it differs from the desired policy in any other way. */
function admittedBy(policy: string, desired: string): readonly string[] | undefined {
  const list = PRINCIPALS.exec(policy)?.[0] ?? "[]";
  return desired.replace(PRINCIPALS, () => list) === policy ? parseTrustedJson<readonly string[]>(list) : undefined;
}

function alsoAdmitting(desired: string, principals: readonly string[]): string {
  const all = new Set([...(admittedBy(desired, desired) ?? []), ...principals]);
  return desired.replace(PRINCIPALS, () => JSON.stringify([...all]));
}

function putTablePolicy(cloud: Cloud, name: string, Policy: string): Promise<void> {
  const command = new PutResourcePolicyCommand({ ResourceArn: tableArn(cloud, name), Policy });
  return whileUpdating(cloud, `the table ${name} to accept its policy`, () => cloud.dynamodb.send(command));
}

/** Removes the policy of a table. */
export function removeTablePolicy(cloud: Cloud, name: string): Promise<void> {
  const command = new DeleteResourcePolicyCommand({ ResourceArn: tableArn(cloud, name) });
  return whileUpdating(cloud, `the table ${name} to accept the removal of its policy`, () =>
    cloud.dynamodb.send(command),
  );
}
