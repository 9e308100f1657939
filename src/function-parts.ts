import type { Place } from "./aws/names.ts";
import * as names from "./aws/names.ts";
import type { Tags } from "./aws/ownership.ts";
import type { StackName } from "./aws/stack-name.ts";
import type { Resource } from "./engine/resource.ts";
import { type FunctionCode, type FunctionState, lambdaFunction } from "./resources/function/function.ts";
import { type FunctionSettings, settingsFor } from "./resources/function/settings.ts";
import { type LogGroupState, logGroup } from "./resources/log-group.ts";
import { type PolicyStatement, type RoleState, role } from "./resources/role.ts";

/** A function with what is its own. */
export interface FunctionParts {
  readonly log: Resource<LogGroupState>;
  readonly executionRole: Resource<RoleState>;
  readonly lambda: Resource<FunctionState>;
  readonly settings: FunctionSettings;
}

export interface FunctionPartsInput {
  readonly stack: StackName;
  readonly tags: Tags;
  readonly place: Place;
  readonly action: string;
  /** What it may do with the table: "PutItem". */
  readonly tableActions: readonly string[];
  readonly code: FunctionCode;
  /** Those of this version, unless others are given. */
  readonly settings?: FunctionSettings;
}

/** How long all logs of a stack are kept. */
export const LOG_RETENTION_DAYS = 14;

/** The function of one action, with its role and its log group. */
export function functionParts({
  stack,
  tags,
  place,
  action,
  tableActions,
  code,
  ...input
}: FunctionPartsInput): FunctionParts {
  const name = names.functionName(stack, action);
  const log = logGroup({
    stack,
    tags,
    id: `log-group:${action}`,
    name: names.functionLogGroupName(stack, action),
    retentionInDays: LOG_RETENTION_DAYS,
  });
  const executionRole = role({
    stack,
    tags,
    id: `role:${action}`,
    name: names.roleName(stack, action, place.region),
    description: `What the function ${name} may do.`,
    service: "lambda.amazonaws.com",
    statements: [
      ...(tableActions.length > 0 ? [tableStatement(tableActions, names.tableName(stack), place)] : []),
      logStatement(log.name, place),
    ],
  });
  const roleArn = names.roleArn(place, executionRole.name);
  const settings =
    input.settings ??
    settingsFor({
      description: `The ${action} function of the API.`,
      environment: { TABLE_NAME: names.tableName(stack) },
      roleArn,
      logGroupName: log.name,
    });
  const lambda = lambdaFunction({
    stack,
    tags,
    id: `function:${action}`,
    name,
    settings,
    code,
    role: executionRole,
    roleArn,
    needs: [executionRole, log],
  });
  return { log, executionRole, lambda, settings };
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
