import * as names from "../aws/names.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import type { Resource } from "../engine/resource.ts";
import { type ObsoleteFunctionsState, obsoleteFunctions } from "../resources/obsolete-functions.ts";
import { obsoleteResource } from "../resources/obsolete-resource.ts";
import { type PermissionsState, permissions } from "../resources/permissions.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";
import { type FunctionResources, functionResources } from "./function-resources.ts";
import { type FunctionContent, obsoleteContent, type StackContent, settingsBefore } from "./stack-content.ts";

/** The function for one action, its role and log group, and the permission that lets the API invoke the function. */
export interface ActionResources extends FunctionResources {
  readonly allowed: Resource<PermissionsState>;
  /** The removal of the function's own role, if the function now uses an existing role. */
  readonly obsolete: readonly Resource[];
}

/** The resources for one API action. */
export function actionResources(
  { input, owned, document }: StackContent,
  content: FunctionContent,
  { restApi, updateAfter }: { readonly restApi: Resource<RestApiState>; readonly updateAfter: readonly Resource[] },
): ActionResources {
  const { cloud, name, settings } = input;
  const { action } = content;
  const { permissionsBoundary } = settings;
  const before = settingsBefore(input);
  const existingRoleArn = existingRoleOf(settings, action);
  const parts = functionResources({ ...owned, ...content, permissionsBoundary, existingRoleArn, updateAfter });
  const allowed = permissions({
    cloud,
    id: `permissions:${action}`,
    function: parts.lambda,
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
            resource: parts.ownRole,
            change: { field: "role", from: parts.ownRole.name, to: existingRoleArn },
            exists: async () => (await parts.ownRole.read()) !== undefined,
            wasInUse: before !== undefined && existingRoleOf(before, action) === undefined,
            needs: [parts.lambda],
          }),
        ];
  return { ...parts, allowed: { ...allowed, action }, obsolete };
}

/** The functions that earlier deploys created and that the stack no longer has. */
export function obsoleteActions(
  content: StackContent,
  { restApi, needs }: { readonly restApi: Resource<RestApiState>; readonly needs: readonly Resource[] },
): Resource<ObsoleteFunctionsState> {
  return obsoleteFunctions({
    cloud: content.input.cloud,
    name: names.tableName(content.input.name),
    restApi,
    actions: content.functions.map(({ action }) => action),
    resourcesOf: (action) => resourcesOfObsolete(content, action, restApi),
    needs,
  });
}

/** The function, role and log group for an action that the stack no longer has, in removal order. */
export function resourcesOfObsolete(
  { input, owned }: StackContent,
  action: string,
  knownBy: Resource,
): readonly Resource[] {
  const { permissionsBoundary } = input.settings;
  const parts = functionResources({ ...owned, ...obsoleteContent(input, action), permissionsBoundary, knownBy });
  return [parts.lambda, parts.ownRole, parts.log];
}
