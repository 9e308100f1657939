import type { Cloud } from "../aws/cloud.ts";
import type { AccountRegion } from "../aws/names.ts";
import * as names from "../aws/names.ts";
import { isOurs, type Tags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import { findFunction } from "../resources/find-function.ts";
import { type FunctionState, lambdaFunction } from "../resources/function/function.ts";
import { type LogGroupState, logGroup } from "../resources/log-group.ts";
import { existingRole } from "../resources/role/existing-role.ts";
import type { PolicyStatement } from "../resources/role/policy-text.ts";
import { type RoleState, role } from "../resources/role/role.ts";
import type { FunctionContent } from "./stack-content.ts";

/** The function for one action, with its log group and its roles. */
export interface FunctionResources {
  readonly log: StandaloneResource<LogGroupState>;
  /** The role that todo-api creates; obsolete if the function uses an existing role. */
  readonly ownRole: StandaloneResource<RoleState>;
  /** The role that the function uses: its own, or an existing one. */
  readonly executionRole: Resource<Pick<RoleState, "roleId">>;
  readonly lambda: StandaloneResource<FunctionState>;
}

interface FunctionResourcesInput extends FunctionContent {
  readonly cloud: Cloud;
  readonly stack: StackName;
  readonly tags: Tags;
  /** The ARN of the role's permissions boundary, or `none`. */
  readonly permissionsBoundary: string | undefined;
  readonly existingRoleArn?: string | undefined;
  /** The resources that must be finished before the role and the function are created or updated. */
  readonly needs?: readonly Resource[];
  /** The resources that must be finished before the role or the function is updated. */
  readonly updateAfter?: readonly Resource[];
  /**
   * The API, if the function is obsolete: a tag on the API lists the function. The API is removed after the function's
   * log group and role, so that the next destroy finds the resources that an interrupted destroy did not remove.
   */
  readonly knownBy?: Resource;
}

/** The retention of all logs in a stack, in days. */
export const LOG_RETENTION_DAYS = 14;

/** The function for one action, with its role and its log group. */
export function functionResources(input: FunctionResourcesInput): FunctionResources {
  const { cloud, stack, tags, action, existingRoleArn, isOptional = false } = input;
  const facts = { action, isOptional };
  const log = { ...functionLog(input), ...facts };
  const ownRole = { ...functionRole(input), ...facts };
  const executionRole =
    existingRoleArn === undefined ? ownRole : { ...existingExecutionRole(input, existingRoleArn), ...facts };
  const roleArn = existingRoleArn ?? names.roleArn(cloud, ownRole.name);
  const lambda = lambdaFunction({
    cloud,
    stack,
    tags,
    id: `function:${action}`,
    name: names.functionName(stack, action),
    settings: { ...input.settings, Role: roleArn },
    code: input.code,
    role: executionRole,
    roleArn,
    isOwnRole: existingRoleArn === undefined,
    alreadyRead: input.alreadyRead,
    needs: [executionRole, log],
    updateAfter: input.updateAfter ?? [],
  });
  return { log, ownRole, executionRole, lambda: { ...lambda, ...facts } };
}

function functionLog({
  cloud,
  stack,
  tags,
  action,
  knownBy,
}: FunctionResourcesInput): StandaloneResource<LogGroupState> {
  const functionName = names.functionName(stack, action);
  return logGroup({
    cloud,
    stack,
    tags,
    id: `log-group:${action}`,
    name: names.functionLogGroupName(stack, action),
    retentionInDays: LOG_RETENTION_DAYS,
    hasWriter: async () => isOurs((await findFunction(cloud.lambda, functionName))?.Tags ?? {}, stack),
    needs: knownBy ? [knownBy] : [],
  });
}

function functionRole(input: FunctionResourcesInput): StandaloneResource<RoleState> {
  const { cloud, stack, tags, action, permissionsBoundary, updateAfter = [] } = input;
  const functionName = names.functionName(stack, action);
  return role({
    cloud,
    stack,
    tags,
    id: `role:${action}`,
    name: names.roleName(stack, action, cloud.region),
    description: `Permissions of the function ${functionName}.`,
    functionArn: names.functionArn(cloud, functionName),
    permissionsBoundary,
    statements: statementsFor(input),
    needs: needsOfRole(input),
    updateAfter,
  });
}

function existingExecutionRole(input: FunctionResourcesInput, arn: string): FunctionResources["executionRole"] {
  const { cloud, stack, action } = input;
  return existingRole({
    cloud,
    id: `role:${action}`,
    arn,
    functionName: names.functionName(stack, action),
    statements: statementsFor(input),
    needs: needsOfRole(input),
  });
}

function needsOfRole({ needs = [], knownBy }: FunctionResourcesInput): readonly Resource[] {
  return knownBy ? [...needs, knownBy] : needs;
}

/** The function's permissions: to write to its log and, if it uses the table, to perform its actions on the table. */
function statementsFor({ cloud, stack, action, tableActions }: FunctionResourcesInput): readonly PolicyStatement[] {
  return [
    ...(tableActions.length > 0 ? [tableStatement(tableActions, names.tableName(stack), cloud)] : []),
    logStatement(names.functionLogGroupName(stack, action), cloud),
  ];
}

function tableStatement(tableActions: readonly string[], table: string, accountRegion: AccountRegion): PolicyStatement {
  const actions = tableActions.map((action) => `dynamodb:${action}`);
  return { Sid: "Table", Effect: "Allow", Action: actions, Resource: names.tableArn(accountRegion, table) };
}

function logStatement(logGroupName: string, accountRegion: AccountRegion): PolicyStatement {
  return {
    Sid: "Logs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${names.logGroupArn(accountRegion, logGroupName)}:*`,
  };
}
