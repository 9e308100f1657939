import { ACTIONS, type Action } from "../../api/routes.ts";
import { onlyLogsPolicy, passedTo } from "../../aws/conditions.ts";
import type { AccountRegion } from "../../aws/names.ts";
import * as names from "../../aws/names.ts";
import { partitionOf } from "../../aws/partitions.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { existingRoleOf } from "../../config/existing-roles.ts";
import type { StackSettings } from "../../config/stack-settings.ts";
import {
  actionsOf,
  CHANGING,
  CLEANING,
  COMPARING,
  type Grant,
  type PolicySettings,
  READING,
  REMOVING,
} from "./grant.ts";

/**
 * The functions' roles. An existing role is only read and passed, so a user needs no permission to create or change it.
 * A role that todo-api created is removed if an existing role replaces it, or if its function becomes obsolete.
 */
export function roleGrants(
  stack: StackName,
  accountRegion: AccountRegion,
  { settings, before }: PolicySettings,
): readonly Grant[] {
  const arnOf = (action: string) => names.roleArn(accountRegion, names.roleName(stack, action, accountRegion.region));
  const existing = ACTIONS.filter((action) => isUsed(action, settings)).flatMap(
    (action) => existingRoleOf(settings, action) ?? [],
  );
  const isOwn = (action: Action) => isUsed(action, settings) && existingRoleOf(settings, action) === undefined;
  const isObsolete = (action: Action) =>
    !isOwn(action) &&
    before.some(
      (one) => isUsed(action, one) && (existingRoleOf(one, action) === undefined || !isUsed(action, settings)),
    );
  const isExpectedAbsent = (action: Action) => !isOwn(action) && !isObsolete(action);
  // Without existing roles, one pattern covers all roles that todo-api creates, even obsolete ones.
  const choose = (isChosen: (action: Action) => boolean) =>
    existing.length === 0 ? [] : ACTIONS.filter(isChosen).map(arnOf);
  const own = existing.length === 0 ? [arnOf("*")] : choose(isOwn);
  const obsolete = choose(isObsolete);
  const sharedRole = names.roleArn(accountRegion, names.sharedLogRoleName(accountRegion.region));
  return [
    ...ownRoleGrants(own, [...own, ...obsolete, sharedRole]),
    obsoleteRoleGrant(obsolete),
    replacedRoleGrant(choose(isExpectedAbsent)),
    ...existingRoleGrants(existing),
  ];
}

function isUsed(action: Action, { website }: StackSettings): boolean {
  return action !== "website" || website === "api";
}

/** The roles that todo-api creates; any of `possible` may be absent when it is read. */
function ownRoleGrants(own: readonly string[], possible: readonly string[]): readonly Grant[] {
  return [
    {
      sid: "Roles",
      resources: own,
      needs: [
        [[...READING, "audit", "rollback"], ["iam:GetRole"]],
        [[...COMPARING, "audit", "rollback"], ["iam:GetRolePolicy"]],
        [["deploy"], actionsOf("iam", "CreateRole DeleteRolePermissionsBoundary PutRolePermissionsBoundary")],
        [CHANGING, actionsOf("iam", "PutRolePolicy TagRole UpdateAssumeRolePolicy UpdateRole")],
        [[...CLEANING, "audit"], actionsOf("iam", "ListAttachedRolePolicies ListRolePolicies")],
        [CLEANING, actionsOf("iam", "DeleteRole DeleteRolePolicy DetachRolePolicy")],
      ],
    },
    {
      sid: "AbsentRoles",
      resources: possible.map(withoutPath),
      needs: [[[...COMPARING, "destroy", "rollback"], ["iam:GetRole"]]],
    },
    {
      sid: "RolesToLambda",
      resources: own,
      condition: passedTo("lambda"),
      needs: [[CHANGING, ["iam:PassRole"]]],
    },
  ];
}

function obsoleteRoleGrant(obsolete: readonly string[]): Grant {
  return {
    sid: "ObsoleteRoles",
    resources: obsolete,
    needs: [
      [READING, ["iam:GetRole"]],
      [COMPARING, ["iam:GetRolePolicy"]],
      [
        CLEANING,
        actionsOf("iam", "DeleteRole DeleteRolePolicy DetachRolePolicy ListAttachedRolePolicies ListRolePolicies"),
      ],
    ],
  };
}

/** `destroy` looks for every role that an earlier deploy may have created, regardless of the settings. */
function replacedRoleGrant(replaced: readonly string[]): Grant {
  return {
    sid: "ReplacedRoles",
    resources: [...replaced, ...replaced.map(withoutPath)],
    needs: [[["destroy"], ["iam:GetRole"]]],
  };
}

function existingRoleGrants(existing: readonly string[]): readonly Grant[] {
  return [
    {
      sid: "ExistingRoles",
      resources: existing,
      needs: [
        [
          ["deploy", "plan", "audit", "rollback"],
          actionsOf("iam", "GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"),
        ],
      ],
    },
    {
      sid: "ExistingRolesToLambda",
      resources: existing,
      condition: passedTo("lambda"),
      needs: [[CHANGING, ["iam:PassRole"]]],
    },
  ];
}

/** IAM gets a role's path from the role itself. For a missing role, it therefore checks an ARN without the path. */
function withoutPath(arn: string): string {
  return arn.replace(names.ROLE_PATH, "/");
}

/** The role that API Gateway uses to write logs. All stacks in an account and region share it. */
export function sharedLogRoleGrants(accountRegion: AccountRegion): readonly Grant[] {
  const sharedRole = names.roleArn(accountRegion, names.sharedLogRoleName(accountRegion.region));
  return [
    {
      sid: "SharedLogRole",
      resources: [sharedRole],
      needs: [
        [READING, actionsOf("iam", "GetRole ListAttachedRolePolicies")],
        [["deploy"], actionsOf("iam", "CreateRole TagRole")],
        [REMOVING, actionsOf("iam", "DeleteRole DeleteRolePolicy DetachRolePolicy ListRolePolicies")],
      ],
    },
    {
      sid: "SharedLogRolePolicy",
      resources: [sharedRole],
      condition: onlyLogsPolicy(partitionOf(accountRegion.region)),
      needs: [[["deploy"], ["iam:AttachRolePolicy"]]],
    },
    {
      sid: "SharedLogRoleToApiGateway",
      resources: [sharedRole],
      condition: passedTo("apigateway"),
      needs: [[["deploy"], ["iam:PassRole"]]],
    },
  ];
}
