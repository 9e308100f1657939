import * as names from "../aws/names.ts";
import { authTags } from "../config/setting-tags.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import { type LogGroupState, logGroup } from "../resources/log-group.ts";
import { type AccountState, apiGatewayAccount } from "../resources/rest-api/account.ts";
import { type DeploymentState, deployment, readStage } from "../resources/rest-api/deployment.ts";
import { findRestApi } from "../resources/rest-api/find-rest-api.ts";
import { type RestApiState, restApi } from "../resources/rest-api/rest-api.ts";
import { type StageSettings, type StageState, stage } from "../resources/rest-api/stage.ts";
import { boundaryFor } from "../resources/role/permissions-boundary.ts";
import type { ActionResources } from "./action-resources.ts";
import { LOG_RETENTION_DAYS } from "./function-resources.ts";
import type { StackContent } from "./stack-content.ts";

/** The log group for the API's access log. */
export function accessLogGroup({ input, owned }: StackContent): StandaloneResource<LogGroupState> {
  const { name, cloud } = input;
  return logGroup({
    ...owned,
    id: "log-group:api",
    name: names.accessLogGroupName(name),
    retentionInDays: LOG_RETENTION_DAYS,
    hasWriter: async () => (await findRestApi(cloud.apigateway, name)) !== undefined,
  });
}

/** The API with its definition, and with the tags that record the deployed functions and releases. */
export function apiDefinition(
  content: StackContent,
  { accessLog, updateAfter }: { readonly accessLog: Resource; readonly updateAfter: readonly Resource[] },
): StandaloneResource<RestApiState> {
  const { input, owned, document, functions, release } = content;
  return restApi({
    ...owned,
    // The log group is created before the API and removed after it, because API Gateway recreates a missing one.
    needs: [accessLog],
    updateAfter,
    // The `items` command reads these tags to determine how to call the API.
    tags: { ...owned.tags, ...authTags(input.settings) },
    name: names.restApiName(input.name),
    document,
    desiredParts: { ...stageSettings(content) },
    actions: functions.map(({ action }) => action),
    requiresKey: input.settings.auth === "api-key",
    release,
    toolVersion: input.version,
  });
}

/** The role that API Gateway uses to write the logs of all REST APIs in the account and region. */
export function apiLogsRole(
  { input }: StackContent,
  { functions }: { readonly functions: readonly Resource[] },
): StandaloneResource<AccountState> {
  const { name, cloud, settings } = input;
  return apiGatewayAccount({
    cloud,
    stack: name,
    functions,
    ...boundaryFor(settings.permissionsBoundary),
    async isDeployedWithoutLog() {
      const found = await findRestApi(cloud.apigateway, name);
      const served = found && (await readStage(cloud, found.id, name.stage));
      return served?.version !== undefined && served.stage.accessLogSettings?.destinationArn === undefined;
    },
  });
}

/** The API's first deployment, which creates the stage. */
export function apiDeployment(
  { input, document }: StackContent,
  { restApi }: { readonly restApi: Resource<RestApiState> },
): Resource<DeploymentState> {
  return deployment({ cloud: input.cloud, name: input.name.stage, restApi, document });
}

/** The stage: the document that it serves, its limits and its access log. */
export function apiStage(
  content: StackContent,
  after: {
    readonly restApi: Resource<RestApiState>;
    readonly deployment: Resource<DeploymentState>;
    readonly account: Resource<AccountState>;
    readonly accessLog: Resource;
    readonly actions: readonly ActionResources[];
  },
): Resource<StageState> {
  const { input, document } = content;
  const { accessLog, actions, ...others } = after;
  return stage({
    cloud: input.cloud,
    name: input.name.stage,
    ...others,
    document,
    settings: stageSettings(content),
    needs: [accessLog, ...actions.map(({ allowed }) => allowed)],
  });
}

function stageSettings({ input }: StackContent): StageSettings {
  const { name, cloud, settings } = input;
  return {
    throttlingRateLimit: settings.throttle.rate,
    throttlingBurstLimit: settings.throttle.burst,
    accessLogDestination: names.logGroupArn(cloud, names.accessLogGroupName(name)),
    accessLogFormat: ACCESS_LOG_FORMAT,
  };
}

/** One line of JSON per request. API Gateway requires the format to contain the request ID. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  // Lambda's request ID, which the function's own log lines contain.
  functionRequestId: "$context.integration.requestId",
  time: "$context.requestTimeEpoch",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
  functionMilliseconds: "$context.integrationLatency",
  bytes: "$context.responseLength",
  ip: "$context.identity.sourceIp",
  // The `logs` command uses it to recognize readiness checks and other requests that the user did not ask for.
  userAgent: "$context.identity.userAgent",
  error: "$context.error.message",
  integrationError: "$context.integration.error",
});
