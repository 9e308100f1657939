import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { tableArn } from "../../aws/names.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { canonicalText, policyText } from "../compare.ts";

/** The desired policy of a table that is to have none. */
export const NO_POLICY = "none";

/**
 * The policy of a table that only these principals may use, in canonical JSON. It denies everyone else and allows
 * nothing: what the principals may do is up to their own policies. The account's root user is never denied, so that no
 * one is locked out for good.
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
 * The ARNs that identify a caller in policies, from the ARN that STS returns: a session counts as its role, whose path the
 * session's ARN lacks (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). Role
 * names are unique in an account, whatever their paths.
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

/** Sets the table's policy, or removes it. */
export async function putTablePolicy(cloud: Cloud, name: string, policy: string | undefined): Promise<void> {
  const ResourceArn = tableArn(cloud, name);
  if (policy === undefined) await cloud.dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn }));
  else await cloud.dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy: policy }));
}
