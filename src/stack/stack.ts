import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ApiDocument } from "../api/gateway-document.ts";
import { gatewayDocument } from "../api/gateway-document.ts";
import { type Model, modelMark } from "../api/model/model.ts";
import { ACTIONS, type Action, routesOf } from "../api/routes.ts";
import type { Cloud } from "../aws/cloud.ts";
import * as names from "../aws/names.ts";
import { ownershipTags, type Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { StackSettings } from "../config/stack-settings.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import type { FunctionCode, FunctionState } from "../resources/function/function.ts";
import { codeSha256Of, fingerprintOf } from "../resources/function/settings.ts";
import { logGroup } from "../resources/log-group.ts";
import { obsoleteFunctions } from "../resources/obsolete-functions.ts";
import { permissions } from "../resources/permissions.ts";
import type { Release } from "../resources/release.ts";
import { type AccountState, apiGatewayAccount } from "../resources/rest-api/account.ts";
import { deployment, readStage } from "../resources/rest-api/deployment.ts";
import { findRestApi } from "../resources/rest-api/find-rest-api.ts";
import { actionsIn, type RestApiState, restApi } from "../resources/rest-api/rest-api.ts";
import { type StageSettings, stage } from "../resources/rest-api/stage.ts";
import { boundaryFor } from "../resources/role.ts";
import { type BucketState, bucket } from "../resources/site/bucket.ts";
import { files, siteHash } from "../resources/site/files.ts";
import { noWebsite } from "../resources/site/no-website.ts";
import { siteFiles } from "../resources/site/site-files.ts";
import { MODEL_TAG, type TableState, table } from "../resources/table.ts";
import {
  type FunctionResourcesInput,
  functionResources,
  LOG_RETENTION_DAYS,
  ownSettings,
} from "./function-resources.ts";

/** What is deployed. */
export interface Stack {
  readonly name: StackName;
  /** The kind of record that it keeps. */
  readonly model: Model;
  readonly settings: StackSettings;
  readonly resources: readonly Resource[];
  readonly table: StandaloneResource<TableState>;
  readonly restApi: StandaloneResource<RestApiState>;
  readonly account: StandaloneResource<AccountState>;
  readonly functions: readonly Resource<FunctionState>[];
  /** Of the website, where there is one. */
  readonly bucket: StandaloneResource<BucketState> | undefined;
  /** The actions whose functions are still there though they are no part of the stack any more, as the API's tag says. */
  findFormerActions(): Promise<readonly string[]>;
  /** What a function that is no part of the stack any more leaves behind: the function, its role, its log group. */
  formerParts(action: string): readonly Resource[];
  /** The code, settings, rights and API that this version of the tool deploys. */
  readonly release: Release;
  /** The resources that carry the stack's tags. */
  readonly tagged: readonly Resource<{ readonly tags: Tags }>[];
}

export interface StackInput {
  readonly name: StackName;
  readonly cloud: Cloud;
  /** Of this tool. */
  readonly version: string;
  /** The folder that holds `dist/handlers/*.zip` and `dist/frontend/`. */
  readonly packageRoot: string;
  readonly model: Model;
  /** What Lambda answered a moment ago about the function that reads, when it was asked for the model. */
  readonly readFunction?: FunctionResourcesInput["alreadyRead"];
  readonly settings: StackSettings;
  /** The tags that keep the settings that were ever given. */
  readonly settingTags: Tags;
  /** The tags of the stack's table, where they were read a moment ago. */
  readonly tableTags?: Tags | undefined;
  /** Whether a destroy leaves the backup that AWS makes of a table with point-in-time recovery. */
  readonly keepBackup?: boolean;
}

/** What each function may do with the table, and nothing else; the names of DynamoDB's operations. */
const TABLE_ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ["PutItem"],
  read: ["GetItem", "Query"],
  update: ["UpdateItem"],
  delete: ["DeleteItem"],
};
/** What the function that deletes may do besides, where the whole collection can be deleted. */
const CLEAR_ACTIONS = ["Query", "BatchWriteItem"];

/** THE list: every resource of a stack, and what needs what. Reading it tells the architecture. */
export function todoStack(input: StackInput): Stack {
  const { cloud, name, version, packageRoot, model } = input;
  const { allowClear, protect, permissionsBoundary, throttle } = input.settings;
  const owned = { cloud, stack: name, tags: ownershipTags(name, version) };
  const routes = routesOf({ allowClear });
  const document = gatewayDocument(name, cloud, { model, allowClear });

  const tableTags = { ...owned.tags, [MODEL_TAG]: modelMark(model), ...input.settingTags };
  const items = table({
    ...owned,
    tags: tableTags,
    name: names.tableName(name),
    protect,
    keepBackup: input.keepBackup ?? false,
    knownTags: input.tableTags,
  });
  const accessLog = logGroup({
    ...owned,
    id: "log-group:api",
    name: names.accessLogGroupName(name),
    retentionInDays: LOG_RETENTION_DAYS,
    hasWriter: async () => (await findRestApi(cloud.apigateway, name)) !== undefined,
  });
  const settings: StageSettings = {
    throttlingRateLimit: throttle.rate,
    throttlingBurstLimit: throttle.burst,
    accessLogDestination: names.logGroupArn(cloud, accessLog.name),
    accessLogFormat: ACCESS_LOG_FORMAT,
  };
  const contents = ACTIONS.map((action) => {
    const settings = ownSettings(name, cloud, action, model);
    const code = packageOf(packageRoot, action);
    const alreadyRead = action === "read" ? input.readFunction : undefined;
    return { action, settings, code, tableActions: tableActions(action, allowClear), alreadyRead };
  });
  const release = releaseOf(document, contents);
  const api = restApi({
    ...owned,
    name: names.tableName(name),
    document,
    accessLog,
    alsoWants: { ...settings },
    actions: ACTIONS,
    release,
    toolVersion: version,
  });

  // What is to run is written down before anything that runs is changed: a rollback knows by it what to put back.
  const functions = contents.map(({ action, ...content }) => {
    const its = functionResources({ ...owned, action, ...content, permissionsBoundary, changedAfter: [api] });
    const allowed = permissions({
      cloud,
      id: `permissions:${action}`,
      function: its.lambda,
      stage: name.stage,
      routes: routes.filter((route) => route.action === action),
      restApi: api,
      documentVersion: document.version,
    });
    return { ...its, allowed };
  });

  const account = apiGatewayAccount({
    cloud,
    region: cloud.region,
    stack: name,
    functions: functions.map(({ lambda }) => lambda),
    ...boundaryFor(permissionsBoundary),
    async isDeployedWithoutLog() {
      const found = await findRestApi(cloud.apigateway, name);
      const served = found && (await readStage(cloud, found.id, name.stage));
      return served?.version !== undefined && served.stage.accessLogSettings?.destinationArn === undefined;
    },
  });
  const firstDeployment = deployment({ cloud, name: name.stage, restApi: api, document });
  const deployedStage = stage({
    cloud,
    name: name.stage,
    restApi: api,
    deployment: firstDeployment,
    document,
    settings,
    account,
    needs: [accessLog, ...functions.map(({ allowed }) => allowed)],
  });
  const filesFor = (apiUrl: string) =>
    siteFiles(join(packageRoot, "dist", "frontend"), { apiUrl, stack: stackLabel(name), model, allowClear });
  const hash = siteHash(filesFor);
  const site = bucket({
    ...owned,
    name: names.bucketName(name, cloud),
    region: cloud.region,
    alsoWants: { site: hash },
  });
  const page = files({ cloud, bucket: site, restApi: api, stage: name.stage, filesFor, hash });
  const website = input.settings.website === "s3" ? [site, page] : [noWebsite(cloud, site, name)];

  const formerParts = (action: string) => {
    const code = codeOf(new Uint8Array());
    const settings = ownSettings(name, cloud, action, model);
    const known = { action, settings, code, tableActions: [], permissionsBoundary, knownBy: api };
    const { log, executionRole, lambda } = functionResources({ ...owned, ...known });
    return [lambda, executionRole, log];
  };
  const former = obsoleteFunctions({
    cloud,
    name: names.tableName(name),
    restApi: api,
    actions: ACTIONS,
    partsOf: formerParts,
    needs: [deployedStage],
  });

  const perFunction = functions.flatMap(({ log, executionRole, lambda, allowed }) => [
    log,
    executionRole,
    lambda,
    allowed,
  ]);
  return {
    name,
    model,
    settings: input.settings,
    table: items,
    restApi: api,
    account,
    functions: functions.map(({ lambda }) => lambda),
    release,
    bucket: input.settings.website === "s3" ? site : undefined,
    formerParts,
    async findFormerActions() {
      const recorded = actionsIn((await api.read())?.tags ?? {});
      return recorded.filter((action) => !ACTIONS.some((known) => known === action));
    },
    tagged: [
      items,
      accessLog,
      api,
      ...functions.flatMap(({ log, executionRole, lambda }) => [log, executionRole, lambda]),
      ...(input.settings.website === "s3" ? [site] : []),
    ],
    resources: [items, accessLog, account, api, firstDeployment, ...perFunction, deployedStage, ...website, former],
  };
}

/** Whether a resource is a part that a person counts: not the account's role, which all stacks share, nor what only removes what earlier deploys had. */
export function isPart({ id }: { readonly id: string }): boolean {
  return id !== "api-gateway-account" && id !== "retired" && id !== "no-website";
}

function tableActions(action: Action, allowClear: boolean): readonly string[] {
  return [...TABLE_ACTIONS[action], ...(action === "delete" && allowClear ? CLEAR_ACTIONS : [])];
}

function releaseOf(
  { version }: ApiDocument,
  contents: readonly Pick<FunctionResourcesInput, "action" | "settings" | "code" | "tableActions">[],
): Release {
  const functions = contents.map(({ action, settings, code, tableActions }) => {
    return [action, { fingerprint: fingerprintOf(settings, code.sha256), tableActions }] as const;
  });
  return { document: version, functions: Object.fromEntries(functions) };
}

function packageOf(packageRoot: string, action: Action): FunctionCode {
  return codeOf(readFileSync(join(packageRoot, "dist", "handlers", `${action}.zip`)));
}

function codeOf(zip: Uint8Array): FunctionCode {
  return { sha256: codeSha256Of(zip), zip: async () => zip };
}

/** One JSON line a request: API Gateway demands the request id, the rest tells the story. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  // The id of the function's invocation, which its own lines have.
  functionRequestId: "$context.integration.requestId",
  time: "$context.requestTimeEpoch",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
  functionMilliseconds: "$context.integrationLatency",
  bytes: "$context.responseLength",
  ip: "$context.identity.sourceIp",
  // By this, `logs` knows the requests of the tool itself.
  userAgent: "$context.identity.userAgent",
  error: "$context.error.message",
  integrationError: "$context.integration.error",
});
