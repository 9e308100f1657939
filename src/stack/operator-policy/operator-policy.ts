import type { Condition } from "../../aws/conditions.ts";
import type { AccountRegion } from "../../aws/names.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { resolveSettings } from "../../config/stack-settings.ts";
import { apiGrants, invokeGrants, keyGrant, usagePlanGrant } from "./api-grants.ts";
import { type Grant, type PolicyCommand, type PolicySettings, READING, REMOVING } from "./grant.ts";
import { functionGrant, logGrants, tableGrant, websiteGrants } from "./resource-grants.ts";
import { roleGrants, sharedLogRoleGrants } from "./role-grants.ts";

/** An IAM policy, for use as a managed policy or as an inline policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/**
 * The permissions that a user needs to run one command on a stack or, if `command` is undefined, all commands. Region
 * and account may be `*`.
 */
export function operatorPolicy(
  stack: StackName,
  accountRegion: AccountRegion,
  command?: PolicyCommand,
  policySettings: PolicySettings = { settings: resolveSettings({}, stack), before: [] },
): PolicyDocument {
  const { settings, before } = policySettings;
  const isForAll = command === undefined;
  const grants = [
    ...grantsFor(stack, accountRegion, policySettings),
    ...websiteGrants(stack, accountRegion, {
      hasBucket: settings.website === "s3" || isForAll,
      hadBucket: before.some(({ website }) => website === "s3"),
    }),
    usagePlanGrant(accountRegion),
    keyGrant(accountRegion, {
      requiresKey: settings.auth === "api-key" || isForAll,
      hadKey: before.some(({ auth }) => auth === "api-key"),
    }),
    ...invokeGrants(stack, accountRegion, settings.auth),
  ];
  const statements = grants.map(({ sid, resources, condition, needs }) => ({
    Sid: sid,
    Effect: "Allow" as const,
    Action: needs
      .filter(([commands]) => isForAll || commands.includes(command))
      .flatMap(([, actions]) => actions)
      .sort(),
    Resource: resources,
    ...(condition && { Condition: condition }),
  }));
  const isNeeded = ({ Action, Resource }: PolicyStatement) => Action.length > 0 && Resource.length > 0;
  return { Version: "2012-10-17", Statement: statements.filter(isNeeded) };
}

function grantsFor(stack: StackName, accountRegion: AccountRegion, policySettings: PolicySettings): readonly Grant[] {
  return [
    LISTS,
    tableGrant(stack, accountRegion),
    ...roleGrants(stack, accountRegion, policySettings),
    ...sharedLogRoleGrants(accountRegion),
    functionGrant(stack, accountRegion),
    ...apiGrants(accountRegion),
    ...logGrants(stack, accountRegion),
  ];
}

const LISTS: Grant = {
  sid: "Lists",
  resources: ["*"],
  needs: [
    [[...READING, "audit"], ["logs:DescribeLogGroups"]],
    [["audit"], ["logs:DescribeResourcePolicies"]],
    [REMOVING, ["dynamodb:ListTables", "iam:ListRoles", "lambda:ListFunctions", "s3:ListAllMyBuckets"]],
  ],
};
