import {
  CreateRestApiCommand,
  DeleteRestApiCommand,
  PutRestApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { type Account, apiRecord, type Drift, FINGERPRINTS_TAG, FUNCTION_ARN, NAME, OLD_VERSION } from "./drift.ts";

export const API_DRIFTS: readonly Drift[] = [
  {
    what: "a second API of the stack",
    async apply(at) {
      const { tags, createdAt } = apiRecord(at);
      // If two were created in the same second, API Gateway does not show which is older.
      Object.assign(apiRecord(at), { createdAt: createdAt - 1000 });
      const endpointConfiguration = { types: ["REGIONAL" as const] };
      await at.cloud.apigateway.send(new CreateRestApiCommand({ name: NAME, endpointConfiguration, tags }));
    },
    finds: { "rest-api": ["duplicate"] },
    repairs: ["DeleteRestApi"],
  },
  {
    what: "a tag of the API",
    apply: (at) => at.cloud.apigateway.send(new TagResourceCommand({ resourceArn: apiArn(at), tags: OLD_VERSION })),
    finds: { "rest-api": ["tags.todo-api:version"] },
    repairs: ["TagResource"],
  },
  ...[FINGERPRINTS_TAG, "todo-api:functions", "todo-api:release"].map(
    (key): Drift => ({
      what: `the API's tag ${key} removed`,
      apply: (at) => at.cloud.apigateway.send(new UntagResourceCommand({ resourceArn: apiArn(at), tagKeys: [key] })),
      finds: { "rest-api": [`tags.${key}`] },
      repairs: ["TagResource"],
    }),
  ),
  {
    what: "the API's name",
    apply: (at) => updateApi(at, "/name", "other"),
    finds: { "rest-api": ["name"] },
    repairs: ["PutRestApi"],
  },
  {
    what: "the API's description",
    apply: (at) => updateApi(at, "/description", "by hand"),
    finds: { "rest-api": ["description"] },
    repairs: ["PutRestApi"],
  },
  {
    what: "the API's default endpoint disabled",
    apply: (at) => updateApi(at, "/disableExecuteApiEndpoint", "true"),
    finds: { "rest-api": ["disableExecuteApiEndpoint"] },
    repairs: ["UpdateRestApi"],
  },
  {
    what: "the API's definition",
    apply: putOtherDefinition,
    finds: { "rest-api": ["name", "description", "version"] },
    repairs: ["PutRestApi"],
  },
  {
    what: "the API removed",
    apply: (at) => at.cloud.apigateway.send(new DeleteRestApiCommand({ restApiId: apiRecord(at).id })),
    finds: {
      "rest-api": "create",
      deployment: "create",
      stage: "create",
      website: ["index.html", "config.json"],
      "permissions:create": ["POST /items"],
      "permissions:read": ["* /items*"],
      "permissions:update": ["* /items/*"],
      "permissions:delete": ["DELETE /items*"],
    },
    repairs: [
      ...Array.from({ length: 4 }, () => "AddPermission"),
      "CreateDeployment",
      "CreateRestApi",
      "PutObject",
      "PutObject",
      "PutRestApi",
      ...Array.from({ length: 4 }, () => "RemovePermission"),
      "TagResource",
      "UpdateStage",
    ],
  },
];

function updateApi(at: Account, path: string, value: string): Promise<unknown> {
  const patchOperations = [{ op: "replace" as const, path, value }];
  return at.cloud.apigateway.send(new UpdateRestApiCommand({ restApiId: apiRecord(at).id, patchOperations }));
}

/** Puts a definition with a route that the stack does not have. */
export function putOtherDefinition(at: Account): Promise<unknown> {
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
