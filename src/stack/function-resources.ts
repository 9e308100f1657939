import { type Model, modelText } from "../api/model/model.ts";
import type { Cloud } from "../aws/cloud.ts";
import type { Place } from "../aws/names.ts";
import * as names from "../aws/names.ts";
import { isOurs, type Tags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import { findFunction } from "../resources/find-function.ts";
import {
  type FunctionCode,
  type FunctionInput,
  type FunctionState,
  lambdaFunction,
} from "../resources/function/function.ts";
import { type FunctionSettings, settingsFor } from "../resources/function/settings.ts";
import { type LogGroupState, logGroup } from "../resources/log-group.ts";
import { type PolicyStatement, type RoleState, role } from "../resources/role.ts";

/** A function with what is its own. */
export interface FunctionResources {
  readonly log: StandaloneResource<LogGroupState>;
  readonly executionRole: StandaloneResource<RoleState>;
  readonly lambda: StandaloneResource<FunctionState>;
}

export interface FunctionResourcesInput {
  readonly cloud: Cloud;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly action: string;
  /** What it may do with the table: "PutItem". */
  readonly tableActions: readonly string[];
  readonly code: FunctionCode;
  readonly settings: FunctionSettings;
  /** Of its role. */
  readonly permissionsBoundary: string | undefined;
  /** What Lambda answered a moment ago about the function, when it was asked already: the first reading takes it. */
  readonly alreadyRead?: FunctionInput["alreadyRead"];
  /** What must be done before role and function are looked at. */
  readonly needs?: readonly Resource[];
  /** What must be done before role or function are changed. */
  readonly changedAfter?: readonly Resource[];
  /** Of a function that left the stack: what tells that it is there. It is removed after it, so that a destroy that ends half-way can be run again. */
  readonly knownBy?: Resource;
}

/** How long all logs of a stack are kept. */
export const LOG_RETENTION_DAYS = 14;

/** The settings that this version gives the function of an action. */
export function ownSettings(stack: StackName, place: Place, action: string, model: Model): FunctionSettings {
  return settingsFor({
    description: `The ${action} function of the API.`,
    environment: { TABLE_NAME: names.tableName(stack), MODEL: modelText(model) },
    roleArn: names.roleArn(place, names.roleName(stack, action, place.region)),
    logGroupName: names.functionLogGroupName(stack, action),
  });
}

/** The function of one action, with its role and its log group. */
export function functionResources(input: FunctionResourcesInput): FunctionResources {
  const { cloud, stack, tags, action, tableActions, code, settings, changedAfter = [], knownBy } = input;
  const needs = [...(input.needs ?? []), ...(knownBy ? [knownBy] : [])];
  const name = names.functionName(stack, action);
  const log = logGroup({
    cloud,
    stack,
    tags,
    id: `log-group:${action}`,
    name: names.functionLogGroupName(stack, action),
    retentionInDays: LOG_RETENTION_DAYS,
    hasWriter: async () => isOurs((await findFunction(cloud.lambda, name))?.Tags ?? {}, stack),
    knownBy,
  });
  const executionRole = role({
    cloud,
    stack,
    tags,
    id: `role:${action}`,
    name: names.roleName(stack, action, cloud.region),
    description: `What the function ${name} may do.`,
    service: "lambda.amazonaws.com",
    sourceAccount: cloud.account,
    permissionsBoundary: input.permissionsBoundary,
    statements: [
      ...(tableActions.length > 0 ? [tableStatement(tableActions, names.tableName(stack), cloud)] : []),
      logStatement(log.name, cloud),
    ],
    needs,
    changedAfter,
  });
  const lambda = lambdaFunction({
    cloud,
    stack,
    tags,
    id: `function:${action}`,
    name,
    settings,
    code,
    role: executionRole,
    roleArn: names.roleArn(cloud, executionRole.name),
    alreadyRead: input.alreadyRead,
    needs: [executionRole, log],
    changedAfter,
  });
  return { log, executionRole, lambda };
}

function tableStatement(tableActions: readonly string[], table: string, place: Place): PolicyStatement {
  const actions = tableActions.map((action) => `dynamodb:${action}`);
  return { Sid: "Table", Effect: "Allow", Action: actions, Resource: names.tableArn(place, table) };
}

function logStatement(logGroupName: string, place: Place): PolicyStatement {
  return {
    Sid: "Logs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${names.logGroupArn(place, logGroupName)}:*`,
  };
}
