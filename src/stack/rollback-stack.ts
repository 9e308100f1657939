import type { ApiDocument } from "../api/gateway-document.ts";
import type { Cloud } from "../aws/cloud.ts";
import { tableName } from "../aws/names.ts";
import type { Tags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import { accessSettingsTags, authTags } from "../config/setting-tags.ts";
import type { StackSettings } from "../config/stack-settings.ts";
import type { Resource } from "../engine/resource.ts";
import type { FunctionCode } from "../resources/function/change-function.ts";
import type { FunctionSettings } from "../resources/function/settings.ts";
import { permissions } from "../resources/permissions.ts";
import { type RecordedRelease, tagsOfRollback } from "../resources/release.ts";
import { deployment } from "../resources/rest-api/deployment.ts";
import type { KeptDeployment } from "../resources/rest-api/deployments.ts";
import { releaseRecord } from "../resources/rest-api/release-record.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";
import { rollbackStage } from "../resources/rest-api/rollback-stage.ts";
import { settingsRecord } from "../resources/table/settings-record.ts";
import { functionResources } from "./function-resources.ts";
import type { KeyResources } from "./key-resources.ts";
import type { RunnableStack } from "./run-stack.ts";

/** A release whose parts all still exist in AWS. */
export interface KeptRelease {
  readonly release: RecordedRelease;
  readonly functions: readonly KeptFunction[];
  readonly deployment: KeptDeployment;
}

/** A function as it was in the release. */
export interface KeptFunction {
  readonly action: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly tableActions: readonly string[];
}

interface RollbackStackInput {
  readonly stack: StackName;
  readonly tags: Tags;
  readonly cloud: Cloud;
  readonly restApi: Resource<RestApiState>;
  readonly keys: KeyResources;
  readonly kept: KeptRelease;
  /** The current settings, which determine the functions' roles and permissions boundary even after a rollback. */
  readonly settings: StackSettings;
  /** Whether the release's rules for who may call the API differ from the current rules. */
  readonly changesAccess: boolean;
}

/**
 * The resources that a rollback reads or changes, with the desired state of an earlier release. The API's tags,
 * which record that release, are updated before the functions, so that the next rollback can finish an interrupted one.
 * The stage is updated last.
 */
export function rollbackStack(input: RollbackStackInput): RunnableStack {
  const { cloud, stack, keys, kept, changesAccess } = input;
  const { release, deployment: earlier } = kept;
  const restApi = readOnly(input.restApi, []);
  const record = releaseRecord({
    cloud,
    name: restApi.name,
    restApi,
    tagsFrom: (found) => ({ ...tagsOfRollback(found, release), ...authTags(earlier.access) }),
  });
  const settings = settingsRecord({ cloud, name: tableName(stack), tags: accessSettingsTags(earlier.access) });
  const functions = kept.functions.flatMap((one) => earlierFunction(input, one, { restApi, record }));
  const deployed = readOnly(deployment({ cloud, name: stack.stage, restApi, document: documentOf(earlier) }));
  const stage = rollbackStage({
    cloud,
    name: stack.stage,
    restApi,
    deployment: deployed,
    deploymentId: earlier.id,
    version: earlier.version,
    needs: changesAccess ? [settings, ...functions] : functions,
  });
  // Without the key and its usage plan, the API would reject every request.
  const required = earlier.access.auth === "api-key" ? [readOnly(keys.apiKey, []), readOnly(keys.usagePlan, [])] : [];
  const first = changesAccess ? [restApi, record, settings] : [restApi, record];
  const resources = [...first, ...required, ...functions, deployed, stage];
  return { run: "rollback", resources, restApi, ...(changesAccess && { table: settings }) };
}

/**
 * The function for one action as it was in the release, its role according to the current settings, and its permission.
 */
function earlierFunction(
  { cloud, stack, tags, settings, kept }: RollbackStackInput,
  { action, ...content }: KeptFunction,
  { restApi, record }: { readonly restApi: Resource<RestApiState>; readonly record: Resource },
): readonly Resource[] {
  const { executionRole, ...parts } = functionResources({
    cloud,
    stack,
    tags,
    permissionsBoundary: settings.permissionsBoundary,
    existingRoleArn: existingRoleOf(settings, action),
    action,
    ...content,
    needs: [record],
  });
  const lambda = { ...parts.lambda, needs: [executionRole] };
  const allowed = permissions({
    cloud,
    id: `permissions:${action}`,
    function: lambda,
    stage: stack.stage,
    routes: kept.deployment.routes.filter((route) => route.action === action),
    restApi,
    documentVersion: kept.deployment.version,
  });
  return [executionRole, lambda, { ...allowed, action }];
}

/** The parts of an earlier deployment's document that AWS keeps. */
function documentOf({ version, routes, access }: KeptDeployment): ApiDocument {
  return { version, description: "", body: "", routes, policy: undefined, access };
}

/** Returns a resource that a run reads but does not change. */
function readOnly<State>(resource: Resource<State>, needs = resource.needs): Resource<State> {
  return { ...resource, needs, updateAfter: [], diff: () => [], create: resource.read };
}
