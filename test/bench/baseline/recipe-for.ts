import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gatewayDocument } from "../../../src/api/gateway-document.ts";
import { DEFAULT_MODEL } from "../../../src/api/model/model.ts";
import { getBuiltInModel } from "../../../src/api/model/read-model.ts";
import { ITEM_ACTIONS } from "../../../src/api/routes.ts";
import * as names from "../../../src/aws/names.ts";
import { trustPolicyFor } from "../../../src/resources/role/policy-text.ts";
import { settingsOfAction } from "../../../src/stack/stack-content.ts";
import { daemonOf } from "../local-daemon.ts";
import type { FunctionRecipe, Recipe } from "./recipe.ts";

const STACK = { app: "todo-api", stage: "dev" };
type ItemAction = (typeof ITEM_ACTIONS)[number];

const TABLE_ACTIONS: Readonly<Record<ItemAction, readonly string[]>> = {
  create: ["PutItem"],
  read: ["GetItem", "Query"],
  update: ["UpdateItem"],
  delete: ["DeleteItem"],
};

/** The recipe for the local cloud of a folder, from the package in `root`. */
export function recipeFor(root: string, folder: string): Recipe {
  const { port, credentials, account } = daemonOf(folder);
  const accountRegion = { account, region: "us-east-1" };
  const model = getBuiltInModel(DEFAULT_MODEL);
  const accessLog = names.accessLogGroupName(STACK);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: accountRegion.region,
    credentials,
    table: names.tableName(STACK),
    bucket: names.bucketName(STACK, accountRegion),
    site: join(root, "dist", "frontend"),
    apiName: names.tableName(STACK),
    stage: STACK.stage,
    document: gatewayDocument(STACK, accountRegion, {
      model,
      allowClear: false,
      auth: "none",
      grant: [],
      allowIp: [],
      denyIp: [],
    }).body,
    logGroups: [accessLog, ...ITEM_ACTIONS.map((action) => names.functionLogGroupName(STACK, action))],
    accessLogArn: names.logGroupArn(accountRegion, accessLog),
    sharedRole: "baseline-api-gateway-logs",
    sharedTrust: trustPolicyFor("apigateway.amazonaws.com"),
    functions: ITEM_ACTIONS.map((action) => functionRecipe(action)),
  };

  function functionRecipe(action: ItemAction): FunctionRecipe {
    const actions = TABLE_ACTIONS[action].map((name) => `dynamodb:${name}`);
    const log = `${names.logGroupArn(accountRegion, names.functionLogGroupName(STACK, action))}:*`;
    const statements = [
      { Effect: "Allow", Action: actions, Resource: names.tableArn(accountRegion, names.tableName(STACK)) },
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: log },
    ];
    return {
      name: names.functionName(STACK, action),
      zip: readFileSync(join(root, "dist", "handlers", `${action}.zip`)).toString("base64"),
      role: names.roleName(STACK, action, accountRegion.region),
      trust: trustPolicyFor("lambda.amazonaws.com", {
        account,
        functionArn: names.functionArn(accountRegion, names.functionName(STACK, action)),
      }),
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
      settings: settingsOfAction({ name: STACK, accountRegion, model }, action),
    };
  }
}
