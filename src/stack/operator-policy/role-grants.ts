import { ACTIONS, type Action } from "../../api/routes.ts";
import { onlyLogsPolicy, passedTo } from "../../aws/conditions.ts";
import type { Place } from "../../aws/names.ts";
import * as names from "../../aws/names.ts";
import { partitionOf } from "../../aws/partitions.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { existingRoleOf } from "../../config/existing-roles.ts";
import type { StackSettings } from "../../config/stack-settings.ts";
import { CHANGING, CLEANING, COMPARING, type Grant, of, READING, REMOVING } from "./grant.ts";

/** A user who may not create roles needs no permission for it: an existing role is only read and passed. */
export function roleGrants(stack: StackName, place: Place, settings: StackSettings): readonly Grant[] {
  const arnOf = (action: string) => names.roleArn(place, names.roleName(stack, action, place.region));
  const isUsed = (action: Action) => action !== "website" || settings.website === "api";
  const existing = ACTIONS.filter(isUsed).flatMap((action) => existingRoleOf(settings, action) ?? []);
  const isOwn = (action: Action) => isUsed(action) && existingRoleOf(settings, action) === undefined;
  const own = existing.length === 0 ? [arnOf("*")] : ACTIONS.filter(isOwn).map(arnOf);
  const replaced = existing.length === 0 ? [] : ACTIONS.filter((action) => !isOwn(action)).map(arnOf);
  const sharedRole = names.roleArn(place, names.sharedLogRoleName(place.region));
  return [...ownRoleGrants(own, sharedRole), replacedRoleGrant(replaced), ...existingRoleGrants(existing)];
}

function ownRoleGrants(own: readonly string[], sharedRole: string): readonly Grant[] {
  return [
    {
      sid: "Roles",
      resources: own,
      needs: [
        [[...READING, "audit", "rollback"], ["iam:GetRole"]],
        [[...COMPARING, "audit", "rollback"], ["iam:GetRolePolicy"]],
        [["deploy"], of("iam", "CreateRole DeleteRolePermissionsBoundary PutRolePermissionsBoundary")],
        [CHANGING, of("iam", "PutRolePolicy TagRole UpdateAssumeRolePolicy UpdateRole")],
        [[...CLEANING, "audit"], of("iam", "ListAttachedRolePolicies ListRolePolicies")],
        [CLEANING, of("iam", "DeleteRole DeleteRolePolicy DetachRolePolicy")],
      ],
    },
    {
      sid: "AbsentRoles",
      resources: [...own, sharedRole].map(withoutPath),
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

/** destroy removes what an earlier deploy created, whatever the settings are. */
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
          [...COMPARING, "audit", "rollback"],
          of("iam", "GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"),
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

/** IAM takes a role's path from the role itself: for a missing role, it matches only the name. */
function withoutPath(arn: string): string {
  return arn.replace(names.ROLE_PATH, "/");
}

/** The role with which API Gateway writes logs, which all stacks of an account and region share. */
export function sharedLogRoleGrants(place: Place): readonly Grant[] {
  const sharedRole = names.roleArn(place, names.sharedLogRoleName(place.region));
  return [
    {
      sid: "SharedLogRole",
      resources: [sharedRole],
      needs: [
        [READING, ["iam:GetRole"]],
        [["deploy"], of("iam", "CreateRole TagRole")],
        [REMOVING, of("iam", "DeleteRole DeleteRolePolicy DetachRolePolicy ListAttachedRolePolicies ListRolePolicies")],
      ],
    },
    {
      sid: "SharedLogRolePolicy",
      resources: [sharedRole],
      condition: onlyLogsPolicy(partitionOf(place.region)),
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
