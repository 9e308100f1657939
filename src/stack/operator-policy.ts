import { ACTIONS, type Action } from "../api/routes.ts";
import type { Auth } from "../api/security.ts";
import { type Condition, onlyLogsPolicy, passedTo } from "../aws/conditions.ts";
import type { Place } from "../aws/names.ts";
import * as names from "../aws/names.ts";
import { partitionOf } from "../aws/partitions.ts";
import type { StackName } from "../aws/stack-name.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import { resolveSettings, type StackSettings } from "../config/stack-settings.ts";

/** The commands that call AWS. */
export const POLICY_COMMANDS = [
  "deploy",
  "plan",
  "status",
  "audit",
  "rollback",
  "destroy",
  "orphans",
  "items",
  "key",
  "logs",
] as const;
export type PolicyCommand = (typeof POLICY_COMMANDS)[number];

/** An IAM policy, as a managed policy or a role's inline policy has it. */
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

/** What the commands need on the same resources. */
interface Grant {
  readonly sid: string;
  readonly resources: readonly string[];
  readonly condition?: Condition;
  readonly needs: readonly (readonly [commands: readonly PolicyCommand[], actions: readonly string[]])[];
}

/**
 * What a user needs to run a command on a stack, or, without a command, every command. Region and account may be `*`.
 * For one command it is as small as possible; `logs` and `items` need no permission of the other commands.
 */
export function operatorPolicy(
  stack: StackName,
  place: Place,
  command?: PolicyCommand,
  settings: StackSettings = resolveSettings({}, stack),
): PolicyDocument {
  const { auth } = settings;
  const grants = [
    ...grantsFor(stack, place, settings),
    keyGrant(place, auth === "api-key" || command === undefined),
    ...invokeGrants(stack, place, auth),
  ];
  const statements = grants.map(({ sid, resources, condition, needs }) => ({
    Sid: sid,
    Effect: "Allow" as const,
    Action: needs
      .filter(([commands]) => command === undefined || commands.includes(command))
      .flatMap(([, actions]) => actions)
      .sort(),
    Resource: resources,
    ...(condition && { Condition: condition }),
  }));
  const isNeeded = ({ Action, Resource }: PolicyStatement) => Action.length > 0 && Resource.length > 0;
  return { Version: "2012-10-17", Statement: statements.filter(isNeeded) };
}

const COMPARING: readonly PolicyCommand[] = ["deploy", "plan", "status"];
const REMOVING: readonly PolicyCommand[] = ["destroy", "orphans"];
const READING: readonly PolicyCommand[] = [...COMPARING, ...REMOVING];
/** `deploy` removes functions that earlier versions had, and a website that is switched off. */
const CLEANING: readonly PolicyCommand[] = ["deploy", ...REMOVING];
const CHANGING: readonly PolicyCommand[] = ["deploy", "rollback"];

function grantsFor(stack: StackName, place: Place, settings: StackSettings): readonly Grant[] {
  return [
    LISTS,
    tableGrant(stack, place),
    ...roleGrants(stack, place, settings),
    ...sharedLogRoleGrants(place),
    functionGrant(stack, place),
    ...apiGrants(place),
    ...websiteGrants(stack, place),
    ...logGrants(stack, place),
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

function tableGrant(stack: StackName, place: Place): Grant {
  return {
    sid: "Table",
    resources: [names.tableArn(place, names.tableName(stack))],
    needs: [
      [[...READING, "audit"], of("dynamodb", "DescribeContinuousBackups DescribeTable")],
      [[...READING, "audit", "rollback", "key"], ["dynamodb:ListTagsOfResource"]],
      [COMPARING, ["dynamodb:GetResourcePolicy"]],
      [["deploy"], of("dynamodb", "CreateTable DeleteResourcePolicy PutResourcePolicy UntagResource UpdateTimeToLive")],
      // destroy --keep-data marks the table.
      [[...CHANGING, "destroy"], ["dynamodb:TagResource"]],
      [CLEANING, of("dynamodb", "UpdateContinuousBackups UpdateTable")],
      [REMOVING, ["dynamodb:DeleteTable"]],
    ],
  };
}

/** Who may create no role needs no permission for that: an existing role is only read and passed. */
function roleGrants(stack: StackName, place: Place, settings: StackSettings): readonly Grant[] {
  const arnOf = (action: string) => names.roleArn(place, names.roleName(stack, action, place.region));
  const existing = ACTIONS.flatMap((action) => existingRoleOf(settings, action) ?? []);
  const isUsed = (action: Action) => action !== "website" || settings.website === "api";
  const isOwn = (action: Action) => isUsed(action) && existingRoleOf(settings, action) === undefined;
  const own = existing.length === 0 ? [arnOf("*")] : ACTIONS.filter(isOwn).map(arnOf);
  const replaced = existing.length === 0 ? [] : ACTIONS.filter((action) => !isOwn(action)).map(arnOf);
  const sharedRole = names.roleArn(place, names.sharedLogRoleName(place.region));
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
    {
      // destroy removes what an earlier deploy created, whatever the settings are.
      sid: "ReplacedRoles",
      resources: [...replaced, ...replaced.map(withoutPath)],
      needs: [[["destroy"], ["iam:GetRole"]]],
    },
    {
      sid: "ExistingRoles",
      resources: existing,
      needs: [
        [[...COMPARING, "rollback"], of("iam", "GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies")],
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

function sharedLogRoleGrants(place: Place): readonly Grant[] {
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

function functionGrant(stack: StackName, place: Place): Grant {
  return {
    sid: "Functions",
    resources: [names.functionArn(place, names.functionName(stack, "*"))],
    needs: [
      [[...READING, "audit", "rollback", "items", "key"], of("lambda", "GetFunction ListTags")],
      [[...COMPARING, "audit", "rollback"], ["lambda:GetPolicy"]],
      [["deploy"], ["lambda:CreateFunction"]],
      [
        CHANGING,
        of(
          "lambda",
          "AddPermission DeleteFunctionConcurrency ListVersionsByFunction PublishVersion RemovePermission TagResource UpdateFunctionCode UpdateFunctionConfiguration",
        ),
      ],
      // rollback deletes the oldest of the versions that it keeps.
      [[...CLEANING, "rollback"], ["lambda:DeleteFunction"]],
    ],
  };
}

function apiGrants(place: Place): readonly Grant[] {
  const api = (path: string) => names.apiGatewayArn(place.region, path);
  return [
    {
      sid: "Apis",
      resources: [api("/restapis"), api("/restapis/*")],
      needs: [
        [[...READING, "audit", "rollback", "items", "key"], ["apigateway:GET"]],
        [["deploy"], of("apigateway", "POST PUT UpdateRestApiPolicy")],
        [CHANGING, ["apigateway:PATCH"]],
        [CLEANING, ["apigateway:DELETE"]],
      ],
    },
    { sid: "ApiTags", resources: [api("/tags/*")], needs: [[[...CHANGING, "key"], ["apigateway:PUT"]]] },
    {
      sid: "ApiGatewayAccount",
      resources: [api("/account")],
      needs: [
        [READING, ["apigateway:GET"]],
        [CLEANING, ["apigateway:PATCH"]],
      ],
    },
  ];
}

/** API keys and usage plans; `destroy` and `orphans` list them for every stack. */
function keyGrant(place: Place, hasKeys: boolean): Grant {
  const paths = ["/apikeys", "/apikeys/*", "/usageplans", "/usageplans/*"];
  const ifKeyed = (...commands: readonly PolicyCommand[]) => (hasKeys ? commands : []);
  return {
    sid: "ApiKeys",
    resources: paths.map((path) => names.apiGatewayArn(place.region, path)),
    needs: [
      [[...REMOVING, "key", ...ifKeyed(...COMPARING, "rollback", "items")], ["apigateway:GET"]],
      [["key", ...ifKeyed("deploy")], ["apigateway:POST"]],
      [["key", ...ifKeyed(...CLEANING)], of("apigateway", "DELETE PATCH")],
    ],
  };
}

/** Signed requests to the stack's own API, for items and for health checks. */
function invokeGrants({ stage }: StackName, place: Place, auth: Auth): readonly Grant[] {
  if (auth !== "iam") return [];
  const { region, account } = place;
  return [
    {
      sid: "CallApi",
      resources: [`arn:${partitionOf(region)}:execute-api:${region}:${account}:*/${stage}/*`],
      needs: [[["deploy", "status", "rollback", "items"], ["execute-api:Invoke"]]],
    },
  ];
}

function websiteGrants(stack: StackName, place: Place): readonly Grant[] {
  const bucket = `arn:${partitionOf(place.region)}:s3:::${names.bucketName(stack, place)}`;
  return [
    {
      sid: "WebsiteBucket",
      resources: [bucket],
      needs: [
        [[...READING, "audit"], ["s3:GetBucketTagging"]],
        [[...COMPARING, "audit"], of("s3", "GetBucketPolicy GetBucketPublicAccessBlock")],
        [COMPARING, of("s3", "GetBucketWebsite ListBucket")],
        [["audit"], of("s3", "GetBucketOwnershipControls GetBucketVersioning")],
        [
          ["deploy"],
          of(
            "s3",
            "CreateBucket PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketWebsite TagResource",
          ),
        ],
        [CLEANING, of("s3", "DeleteBucket ListBucketMultipartUploads ListBucketVersions")],
      ],
    },
    { sid: "WebsiteOfAccount", resources: ["*"], needs: [[COMPARING, ["s3:GetAccountPublicAccessBlock"]]] },
    {
      sid: "WebsiteFiles",
      resources: [`${bucket}/*`],
      needs: [
        [["deploy"], of("s3", "DeleteObject PutObject")],
        [CLEANING, of("s3", "AbortMultipartUpload DeleteObjectVersion")],
      ],
    },
  ];
}

function logGrants(stack: StackName, place: Place): readonly Grant[] {
  const accessLog = names.logGroupArn(place, names.accessLogGroupName(stack));
  const welcome = names.logGroupArn(place, "/aws/apigateway/welcome");
  return [
    {
      sid: "LogGroups",
      resources: [names.logGroupArn(place, names.functionLogGroupName(stack, "*")), accessLog, `${accessLog}:*`],
      needs: [
        [READING, ["logs:ListTagsForResource"]],
        [["deploy"], of("logs", "CreateLogGroup PutRetentionPolicy TagResource")],
        [CLEANING, ["logs:DeleteLogGroup"]],
        [["logs"], ["logs:FilterLogEvents"]],
      ],
    },
    { sid: "WelcomeLogGroup", resources: [welcome, `${welcome}:*`], needs: [[REMOVING, ["logs:DeleteLogGroup"]]] },
  ];
}

function of(service: string, operations: string): readonly string[] {
  return operations.split(" ").map((operation) => `${service}:${operation}`);
}
