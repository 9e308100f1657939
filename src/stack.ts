import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./aws/names.ts";
import * as names from "./aws/names.ts";
import { ownershipTags } from "./aws/ownership.ts";
import type { StackName } from "./aws/stack-name.ts";
import type { Resource } from "./engine/resource.ts";
import { ACTIONS, type Action, apiDocument, ROUTES } from "./openapi.ts";
import { lambdaFunction } from "./resources/function.ts";
import { logGroup } from "./resources/log-group.ts";
import { permissions } from "./resources/permissions.ts";
import { apiGatewayAccount } from "./resources/rest-api/account.ts";
import { type RestApiState, restApi } from "./resources/rest-api/rest-api.ts";
import { stage } from "./resources/rest-api/stage.ts";
import { type PolicyStatement, role } from "./resources/role.ts";
import { type BucketState, bucket } from "./resources/site/bucket.ts";
import { files } from "./resources/site/files.ts";
import { siteFiles } from "./resources/site/site-files.ts";
import { table } from "./resources/table.ts";

/** What is deployed. */
export interface Stack {
  readonly name: StackName;
  readonly resources: readonly Resource[];
  readonly restApi: Resource<RestApiState>;
  readonly bucket: Resource<BucketState>;
}

export interface StackInput {
  readonly name: StackName;
  readonly place: Place;
  /** Of this tool. */
  readonly version: string;
  /** The folder that holds `dist/handlers/*.zip` and `frontend/`. */
  readonly packageRoot: string;
}

/** What each function may do with the table, and nothing else. */
const TABLE_ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ["dynamodb:PutItem"],
  read: ["dynamodb:GetItem", "dynamodb:Query"],
  update: ["dynamodb:UpdateItem"],
  delete: ["dynamodb:DeleteItem"],
};
const LOG_RETENTION_DAYS = 14;
const THROTTLING = { rateLimit: 100, burstLimit: 200 };

/** THE list: every resource of a stack, and what needs what. Reading it tells the architecture. */
export function todoStack({ name, place, version, packageRoot }: StackInput): Stack {
  const owned = { stack: name, tags: ownershipTags(name, version) };
  const document = apiDocument(name, place);

  const items = table({ ...owned, name: names.tableName(name), deletionProtection: false });
  const accessLog = logGroup({
    ...owned,
    id: "log-group:api",
    name: names.accessLogGroupName(name),
    retentionInDays: LOG_RETENTION_DAYS,
  });
  const account = apiGatewayAccount(place.region, name);
  const api = restApi({ ...owned, name: names.tableName(name), document, accessLog });

  const functions = ACTIONS.map((action) => {
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
      statements: statementsFor(action, items.name, log.name, place),
    });
    const code = lambdaFunction({
      ...owned,
      id: `function:${action}`,
      name: names.functionName(name, action),
      description: `The ${action} function of the API.`,
      code: readFileSync(join(packageRoot, "dist", "handlers", `${action}.zip`)),
      environment: { TABLE_NAME: items.name },
      role: executionRole,
      logGroupName: log.name,
      needs: [executionRole, log],
    });
    const allowed = permissions({
      id: `permissions:${action}`,
      function: code,
      stage: name.stage,
      routes: ROUTES.filter((route) => route.action === action),
      restApi: api,
    });
    return { log, executionRole, code, allowed };
  });

  const deployedStage = stage({
    name: name.stage,
    restApi: api,
    document,
    throttling: THROTTLING,
    accessLogGroupArn: names.logGroupArn(place, accessLog.name),
    accessLogFormat: ACCESS_LOG_FORMAT,
    needs: [items, account, accessLog, ...functions.map(({ allowed }) => allowed)],
  });
  const site = bucket({ ...owned, name: names.bucketName(name, place), region: place.region });
  const page = files({
    bucket: site,
    restApi: api,
    stage: name.stage,
    filesFor: (apiUrl) => siteFiles(join(packageRoot, "frontend"), apiUrl),
  });

  const perFunction = functions.flatMap(({ log, executionRole, code, allowed }) => [log, executionRole, code, allowed]);
  return {
    name,
    restApi: api,
    bucket: site,
    resources: [items, accessLog, account, api, ...perFunction, deployedStage, site, page],
  };
}

function statementsFor(action: Action, table: string, logGroupName: string, place: Place): readonly PolicyStatement[] {
  return [
    { Sid: "Table", Effect: "Allow", Action: TABLE_ACTIONS[action], Resource: names.tableArn(place, table) },
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${names.logGroupArn(place, logGroupName)}:*`,
    },
  ];
}

/** One JSON line a request: API Gateway demands the request id, the rest tells the story. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
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
