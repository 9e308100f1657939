import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./aws/names.ts";
import * as names from "./aws/names.ts";
import { ownershipTags, type Tags } from "./aws/ownership.ts";
import { type StackName, stackLabel } from "./aws/stack-name.ts";
import type { Resource } from "./engine/resource.ts";
import type { Work } from "./engine/work.ts";
import { type Model, modelText } from "./model/model.ts";
import { gatewayDocument } from "./openapi/gateway-document.ts";
import { ACTIONS, type Action, routesOf } from "./openapi.ts";
import { type FunctionInput as LambdaFunctionInput, lambdaFunction } from "./resources/function.ts";
import { logGroup } from "./resources/log-group.ts";
import { permissions } from "./resources/permissions.ts";
import { apiGatewayAccount } from "./resources/rest-api/account.ts";
import { deployment } from "./resources/rest-api/deployment.ts";
import { actionsIn, type RestApiState, restApi } from "./resources/rest-api/rest-api.ts";
import { type StageSettings, stage } from "./resources/rest-api/stage.ts";
import { retired } from "./resources/retired.ts";
import { type PolicyStatement, role } from "./resources/role.ts";
import { type BucketState, bucket } from "./resources/site/bucket.ts";
import { files, siteHash } from "./resources/site/files.ts";
import { siteFiles } from "./resources/site/site-files.ts";
import { type TableState, table } from "./resources/table.ts";

/** What is deployed. */
export interface Stack {
  readonly name: StackName;
  /** The kind of record that it keeps. */
  readonly model: Model;
  readonly resources: readonly Resource[];
  readonly table: Resource<TableState>;
  readonly restApi: Resource<RestApiState>;
  readonly bucket: Resource<BucketState>;
  /** The actions whose functions are still there though they are no part of the stack any more, as the API's tag says. */
  findFormerActions(work: Work): Promise<readonly string[]>;
  /** What a function that is no part of the stack any more leaves behind: the function, its role, its log group. */
  formerParts(action: string): readonly Resource[];
  /** The resources that carry the stack's tags. */
  readonly tagged: readonly Resource<{ readonly tags: Tags }>[];
}

export interface StackInput {
  readonly name: StackName;
  readonly place: Place;
  /** Of this tool. */
  readonly version: string;
  /** The folder that holds `dist/handlers/*.zip` and `frontend/`. */
  readonly packageRoot: string;
  readonly model: Model;
  /** What Lambda answered a moment ago about the function that reads, when it was asked for the model. */
  readonly readFunction?: LambdaFunctionInput["alreadyRead"];
  /** Whether the whole collection can be deleted by one request. */
  readonly allowClear: boolean;
  /** Whether its data is protected; undefined leaves it as it is. */
  readonly protect?: boolean | undefined;
}

/** What each function may do with the table, and nothing else. */
const TABLE_ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ["dynamodb:PutItem"],
  read: ["dynamodb:GetItem", "dynamodb:Query"],
  update: ["dynamodb:UpdateItem"],
  delete: ["dynamodb:DeleteItem"],
};
/** What the function that deletes may do besides, where the whole collection can be deleted. */
const CLEAR_ACTIONS = ["dynamodb:Query", "dynamodb:BatchWriteItem"];
const LOG_RETENTION_DAYS = 14;
const THROTTLING = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };

/** THE list: every resource of a stack, and what needs what. Reading it tells the architecture. */
export function todoStack(input: StackInput): Stack {
  const { name, place, version, packageRoot, model, allowClear, protect } = input;
  const owned = { stack: name, tags: ownershipTags(name, version) };
  const routes = routesOf({ allowClear });
  const document = gatewayDocument(name, place, { model, allowClear });

  const items = table({ ...owned, name: names.tableName(name), protect });
  const accessLog = logGroup({
    ...owned,
    id: "log-group:api",
    name: names.accessLogGroupName(name),
    retentionInDays: LOG_RETENTION_DAYS,
  });
  const account = apiGatewayAccount(place.region, name);
  const settings: StageSettings = {
    ...THROTTLING,
    accessLogDestination: names.logGroupArn(place, accessLog.name),
    accessLogFormat: ACCESS_LOG_FORMAT,
  };
  const api = restApi({
    ...owned,
    name: names.tableName(name),
    document,
    accessLog,
    alsoWants: { ...settings },
    actions: ACTIONS,
  });

  const functionOf = (action: string, statements: readonly PolicyStatement[], code: Uint8Array) => {
    const log = logGroup({
      ...owned,
      id: `log-group:${action}`,
      name: names.functionLogGroupName(name, action),
      retentionInDays: LOG_RETENTION_DAYS,
    });
    const executionRole = role({
      ...owned,
      id: `role:${action}`,
      name: names.roleName(name, action, place.region),
      description: `What the function ${names.functionName(name, action)} may do.`,
      service: "lambda.amazonaws.com",
      statements: [...statements, logStatement(log.name, place)],
    });
    const lambda = lambdaFunction({
      ...owned,
      id: `function:${action}`,
      name: names.functionName(name, action),
      description: `The ${action} function of the API.`,
      code,
      environment: { TABLE_NAME: items.name, MODEL: modelText(model) },
      alreadyRead: action === "read" ? input.readFunction : undefined,
      role: executionRole,
      roleArn: names.roleArn(place, executionRole.name),
      logGroupName: log.name,
      needs: [executionRole, log],
    });
    return { log, executionRole, lambda };
  };
  const functions = ACTIONS.map((action) => {
    const code = readFileSync(join(packageRoot, "dist", "handlers", `${action}.zip`));
    const parts = functionOf(action, [tableStatement(tableActions(action, allowClear), items.name, place)], code);
    const allowed = permissions({
      id: `permissions:${action}`,
      function: parts.lambda,
      stage: name.stage,
      routes: routes.filter((route) => route.action === action),
      restApi: api,
      documentVersion: document.version,
    });
    return { ...parts, allowed };
  });

  const firstDeployment = deployment({ name: name.stage, restApi: api, document });
  const deployedStage = stage({
    name: name.stage,
    restApi: api,
    deployment: firstDeployment,
    document,
    settings,
    needs: [items, account, accessLog, ...functions.map(({ allowed }) => allowed)],
  });
  const filesFor = (apiUrl: string) =>
    siteFiles(join(packageRoot, "frontend"), { apiUrl, stack: stackLabel(name), model, allowClear });
  const site = bucket({
    ...owned,
    name: names.bucketName(name, place),
    region: place.region,
    alsoWants: { site: siteHash(filesFor) },
  });
  const page = files({ bucket: site, restApi: api, stage: name.stage, filesFor });

  const formerParts = (action: string) => {
    const { log, executionRole, lambda } = functionOf(action, [], new Uint8Array());
    return [lambda, executionRole, log];
  };
  const former = retired({
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
    table: items,
    restApi: api,
    bucket: site,
    formerParts,
    async findFormerActions(work) {
      const recorded = actionsIn((await api.read(work))?.tags ?? {});
      return recorded.filter((action) => !ACTIONS.some((known) => known === action));
    },
    tagged: [
      items,
      accessLog,
      api,
      ...functions.flatMap(({ log, executionRole, lambda }) => [log, executionRole, lambda]),
      site,
    ],
    resources: [items, accessLog, account, api, firstDeployment, ...perFunction, deployedStage, site, page, former],
  };
}

/** Whether a resource is a part that a person counts: not the account's role, which all stacks share, nor the clearing away of former functions. */
export function isPart({ id }: { readonly id: string }): boolean {
  return id !== "api-gateway-account" && id !== "retired";
}

function tableActions(action: Action, allowClear: boolean): readonly string[] {
  return [...TABLE_ACTIONS[action], ...(action === "delete" && allowClear ? CLEAR_ACTIONS : [])];
}

function tableStatement(Action: readonly string[], table: string, place: Place): PolicyStatement {
  return { Sid: "Table", Effect: "Allow", Action, Resource: names.tableArn(place, table) };
}

function logStatement(logGroupName: string, place: Place): PolicyStatement {
  return {
    Sid: "Logs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${names.logGroupArn(place, logGroupName)}:*`,
  };
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
  error: "$context.error.message",
  integrationError: "$context.integration.error",
});
