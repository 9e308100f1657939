import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  type PatchOperation,
  PutRestApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { TEST_STACK } from "../stack.ts";
import { type Account, apiRecord, type Drift, FUNCTION_ARN, GROUP_ARN, NAME, OLD_VERSION, RECORD } from "./drift.ts";

/** What can be changed of the API. */
export const API_DRIFTS: readonly Drift[] = [
  {
    what: "a second API of the stack",
    spoil: (at) =>
      at.cloud.apigateway.send(
        new CreateRestApiCommand({
          name: NAME,
          endpointConfiguration: { types: ["REGIONAL"] },
          tags: apiRecord(at).tags,
        }),
      ),
    finds: { "rest-api": ["duplicate"] },
    mends: ["DeleteRestApi"],
  },
  {
    what: "a tag of the API",
    spoil: (at) => at.cloud.apigateway.send(new TagResourceCommand({ resourceArn: apiArn(at), tags: OLD_VERSION })),
    finds: { "rest-api": ["tags.todo-api:version"] },
    mends: ["TagResource"],
  },
  ...[RECORD, "todo-api:functions"].map(
    (key): Drift => ({
      what: `the API's tag ${key} removed`,
      spoil: (at) => at.cloud.apigateway.send(new UntagResourceCommand({ resourceArn: apiArn(at), tagKeys: [key] })),
      finds: { "rest-api": [`tags.${key}`] },
      mends: ["TagResource"],
    }),
  ),
  {
    what: "the API's name",
    spoil: (at) => updateApi(at, "/name", "other"),
    finds: { "rest-api": ["name"] },
    mends: ["PutRestApi"],
  },
  {
    what: "the API's description",
    spoil: (at) => updateApi(at, "/description", "by hand"),
    finds: { "rest-api": ["description"] },
    mends: ["PutRestApi"],
  },
  {
    what: "the API's own address switched off",
    spoil: (at) => updateApi(at, "/disableExecuteApiEndpoint", "true"),
    finds: { "rest-api": ["disableExecuteApiEndpoint"] },
    mends: ["UpdateRestApi"],
  },
  {
    what: "the API's definition",
    spoil: putOtherDefinition,
    finds: { "rest-api": ["name", "description", "version"] },
    mends: ["PutRestApi"],
  },
  {
    what: "the API removed",
    spoil: (at) => at.cloud.apigateway.send(new DeleteRestApiCommand({ restApiId: apiRecord(at).id })),
    finds: {
      "rest-api": "create",
      deployment: "create",
      stage: "create",
      website: ["index.html", "config.json"],
      "permissions:create": ["POST /items", "<stray>"],
      "permissions:read": ["* /items*", "<stray>"],
      "permissions:update": ["* /items/*", "<stray>"],
      "permissions:delete": ["DELETE /items*", "<stray>"],
    },
    mends: [
      ...Array.from({ length: 4 }, () => "AddPermission"),
      "CreateDeployment",
      "CreateRestApi",
      "PutObject",
      "PutObject",
      "PutRestApi",
      ...Array.from({ length: 4 }, () => "RemovePermission"),
      "UpdateStage",
    ],
  },
];

/** A path of the stage each, the value that somebody gives it, and the field that a plan names. */
const STAGE_SETTINGS: readonly (readonly [what: string, field: string, path: string, value: string])[] = [
  ["the stage's rate limit", "throttlingRateLimit", "/*/*/throttling/rateLimit", "7"],
  ["the stage's burst limit", "throttlingBurstLimit", "/*/*/throttling/burstLimit", "7"],
  ["the stage's access log", "accessLogDestination", "/accessLogSettings/destinationArn", GROUP_ARN],
  ["the stage's log format", "accessLogFormat", "/accessLogSettings/format", '{"requestId":"$context.requestId"}'],
  ["the stage's note", "version", "/description", "by hand"],
  ["a limit of one method", "methodSettings.items/GET", "/~1items/GET/throttling/rateLimit", "0"],
  ["a variable of the stage", "variables.mode", "/variables/mode", "test"],
];

/** What can be changed of the stage and of what it serves. */
export const STAGE_DRIFTS: readonly Drift[] = [
  ...STAGE_SETTINGS.map(
    ([what, field, path, value]): Drift => ({
      what,
      spoil: (at) => updateStage(at, { op: "replace", path, value }),
      finds: { stage: [field] },
      mends: field === "version" ? ["CreateDeployment", "PutRestApi", "UpdateStage"] : ["UpdateStage"],
    }),
  ),
  {
    what: "the stage's access log removed",
    spoil: (at) => updateStage(at, { op: "remove", path: "/accessLogSettings" }),
    finds: { stage: ["accessLogDestination", "accessLogFormat"] },
    mends: ["UpdateStage"],
  },
  {
    what: "the stage's limits removed",
    spoil: (at) => updateStage(at, { op: "remove", path: "/*/*" }),
    finds: { stage: ["throttlingRateLimit", "throttlingBurstLimit"] },
    mends: ["UpdateStage"],
  },
  {
    what: "what the stage serves",
    async spoil(at) {
      await putOtherDefinition(at);
      await deployByHand(at);
    },
    finds: { "rest-api": ["name", "description", "version"], stage: ["version"] },
    mends: ["CreateDeployment", "PutRestApi", "UpdateStage"],
  },
  {
    what: "a deployment of the same definition by hand",
    spoil: deployByHand,
    finds: { stage: ["version"] },
    mends: ["CreateDeployment", "PutRestApi", "UpdateStage"],
  },
  {
    what: "the stage removed",
    spoil: (at) =>
      at.cloud.apigateway.send(new DeleteStageCommand({ restApiId: apiRecord(at).id, stageName: TEST_STACK.stage })),
    finds: { deployment: "create", stage: "create" },
    mends: ["CreateDeployment", "PutRestApi", "UpdateStage"],
  },
];

function updateApi(at: Account, path: string, value: string): Promise<unknown> {
  const patchOperations = [{ op: "replace" as const, path, value }];
  return at.cloud.apigateway.send(new UpdateRestApiCommand({ restApiId: apiRecord(at).id, patchOperations }));
}

function updateStage(at: Account, operation: PatchOperation): Promise<unknown> {
  return at.cloud.apigateway.send(
    new UpdateStageCommand({
      restApiId: apiRecord(at).id,
      stageName: TEST_STACK.stage,
      patchOperations: [operation],
    }),
  );
}

function deployByHand(at: Account): Promise<unknown> {
  return at.cloud.apigateway.send(
    new CreateDeploymentCommand({ restApiId: apiRecord(at).id, stageName: TEST_STACK.stage }),
  );
}

function putOtherDefinition(at: Account): Promise<unknown> {
  const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;
  const get = {
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri },
    responses: { "200": { description: "OK" } },
  };
  const body = { openapi: "3.0.1", info: { title: "other", version: "1" }, paths: { "/other": { get } } };
  return at.cloud.apigateway.send(
    new PutRestApiCommand({ restApiId: apiRecord(at).id, mode: "overwrite", body: Buffer.from(JSON.stringify(body)) }),
  );
}

function apiArn(at: Account): string {
  return `arn:aws:apigateway:eu-west-1::/restapis/${apiRecord(at).id}`;
}
