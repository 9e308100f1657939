import type { Cloud } from "../aws/cloud.ts";
import type { Place } from "../aws/names.ts";
import * as names from "../aws/names.ts";
import { isOurs, type Tags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import { settingTextsIn } from "../config/setting-tags.ts";
import { resolveSettings, type StackSettings } from "../config/stack-settings.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import { findFunction } from "../resources/find-function.ts";
import { type FunctionState, lambdaFunction } from "../resources/function/function.ts";
import { type LogGroupState, logGroup } from "../resources/log-group.ts";
import { type ObsoleteFunctionsState, obsoleteFunctions } from "../resources/obsolete-functions.ts";
import { obsoleteResource } from "../resources/obsolete-resource.ts";
import { type PermissionsState, permissions } from "../resources/permissions.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";
import { existingRole } from "../resources/role/existing-role.ts";
import type { PolicyStatement } from "../resources/role/policy-text.ts";
import { type RoleState, role } from "../resources/role/role.ts";
import { type FunctionContent, obsoleteContent, type StackContent } from "./stack-content.ts";

/** The function of one action, with what belongs to it alone. */
export interface FunctionResources {
  readonly log: StandaloneResource<LogGroupState>;
  /** The role that todo-api creates; it is obsolete if there is an existing one. */
  readonly ownRole: StandaloneResource<RoleState>;
  /** The role that the function uses: its own, or an existing one. */
  readonly executionRole: Resource<Pick<RoleState, "roleId">>;
  readonly lambda: StandaloneResource<FunctionState>;
}

/** The same, with the permission by which the API invokes the function. */
export interface ActionResources extends FunctionResources {
  readonly allowed: Resource<PermissionsState>;
  /** The removal of the own role of a function with an existing one. */
  readonly obsolete: readonly Resource[];
}

export interface FunctionResourcesInput extends FunctionContent {
  readonly cloud: Cloud;
  readonly stack: StackName;
  readonly tags: Tags;
  /** The ARN of the policy that bounds its role, or `none`. */
  readonly permissionsBoundary: string | undefined;
  /** The ARN of a role that todo-api does not create. */
  readonly existingRoleArn?: string | undefined;
  /** What must be done before role and function are read. */
  readonly needs?: readonly Resource[];
  /** What must be done before role or function are updated. */
  readonly updateAfter?: readonly Resource[];
  /**
   * The resource that shows that an obsolete function exists. It is removed last, so that a killed destroy can be run
   * again.
   */
  readonly knownBy?: Resource;
}

/** How long all logs of a stack are kept. */
export const LOG_RETENTION_DAYS = 14;

/** The resources of one action of the API. */
export function actionResources(
  { input, owned, document }: StackContent,
  content: FunctionContent,
  { restApi, updateAfter }: { readonly restApi: Resource<RestApiState>; readonly updateAfter: readonly Resource[] },
): ActionResources {
  const { cloud, name, settings } = input;
  const { action } = content;
  const { permissionsBoundary } = settings;
  const existingRoleArn = existingRoleOf(settings, action);
  const own = functionResources({ ...owned, ...content, permissionsBoundary, existingRoleArn, updateAfter });
  const allowed = permissions({
    cloud,
    id: `permissions:${action}`,
    function: own.lambda,
    stage: name.stage,
    routes: document.routes.filter((route) => route.action === action),
    restApi,
    documentVersion: document.version,
  });
  const obsolete =
    existingRoleArn === undefined
      ? []
      : [
          obsoleteResource({
            id: `obsolete-role:${action}`,
            resource: own.ownRole,
            change: { field: "role", from: own.ownRole.name, to: existingRoleArn },
            exists: async () => (await own.ownRole.read()) !== undefined,
            wasInUse: input.tableTags !== undefined && existingRoleOf(settingsBefore(input), action) === undefined,
            needs: [own.lambda],
          }),
        ];
  return { ...own, allowed: { ...allowed, action }, obsolete };
}

/** The settings of the last deploy. */
function settingsBefore({ tableTags = {}, name }: StackContent["input"]): StackSettings {
  return resolveSettings(settingTextsIn(tableTags), name);
}

/** The functions that earlier versions deployed and this one does not. */
export function obsoleteActions(
  content: StackContent,
  { restApi, needs }: { readonly restApi: Resource<RestApiState>; readonly needs: readonly Resource[] },
): Resource<ObsoleteFunctionsState> {
  return obsoleteFunctions({
    cloud: content.input.cloud,
    name: names.tableName(content.input.name),
    restApi,
    actions: content.functions.map(({ action }) => action),
    partsOf: (action) => resourcesOfObsolete(content, action, restApi),
    needs,
  });
}

/** The function, role and log group of an action that the stack no longer has, in the order of their removal. */
export function resourcesOfObsolete(
  { input, owned }: StackContent,
  action: string,
  knownBy: Resource,
): readonly Resource[] {
  const { permissionsBoundary } = input.settings;
  const own = functionResources({ ...owned, ...obsoleteContent(input, action), permissionsBoundary, knownBy });
  return [own.lambda, own.ownRole, own.log];
}

/** The function of one action, with its role and its log group. */
export function functionResources(input: FunctionResourcesInput): FunctionResources {
  const { cloud, stack, tags, action, code, settings, updateAfter = [], knownBy, isOptional = false } = input;
  const needs = [...(input.needs ?? []), ...(knownBy ? [knownBy] : [])];
  const name = names.functionName(stack, action);
  const owned = { cloud, stack, tags };
  const log = logGroup({
    ...owned,
    id: `log-group:${action}`,
    name: names.functionLogGroupName(stack, action),
    retentionInDays: LOG_RETENTION_DAYS,
    hasWriter: async () => isOurs((await findFunction(cloud.lambda, name))?.Tags ?? {}, stack),
    knownBy,
  });
  const statements = statementsOf(input, log.name);
  const ownRole = role({
    ...owned,
    id: `role:${action}`,
    name: names.roleName(stack, action, cloud.region),
    description: `What the function ${name} may do.`,
    functionArn: names.functionArn(cloud, name),
    permissionsBoundary: input.permissionsBoundary,
    statements,
    needs,
    updateAfter,
  });
  const facts = { action, isOptional };
  const arn = input.existingRoleArn;
  const created = { ...ownRole, ...facts };
  const executionRole =
    arn === undefined
      ? created
      : { ...existingRole({ cloud, id: `role:${action}`, arn, functionName: name, statements, needs }), ...facts };
  const own = { log: { ...log, ...facts }, ownRole: created, executionRole };
  const roleArn = arn ?? names.roleArn(cloud, ownRole.name);
  const lambda = lambdaFunction({
    ...owned,
    id: `function:${action}`,
    name,
    settings: { ...settings, Role: roleArn },
    code,
    role: own.executionRole,
    roleArn,
    isRoleOwn: arn === undefined,
    alreadyRead: input.alreadyRead,
    needs: [own.executionRole, own.log],
    updateAfter,
  });
  return { ...own, lambda: { ...lambda, ...facts } };
}

/** What the function may do: nothing but use the table, where it does, and write its log. */
function statementsOf(
  { cloud, stack, tableActions }: FunctionResourcesInput,
  logGroupName: string,
): readonly PolicyStatement[] {
  return [
    ...(tableActions.length > 0 ? [tableStatement(tableActions, names.tableName(stack), cloud)] : []),
    logStatement(logGroupName, cloud),
  ];
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
