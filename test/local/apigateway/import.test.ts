import {
  GetExportCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  PutRestApiCommand,
  type Resource,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { invocationUri, lambdaProxy, mock, openApi } from "./openapi-document.ts";

let cloud: ApiCloud;
beforeAll(async () => {
  cloud = await startApiCloud();
});
afterAll(() => cloud.test.stop());

const PATH_ID = { parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }] };

async function resources(restApiId: string, embed?: string[]): Promise<Readonly<Record<string, Resource>>> {
  const { items = [] } = await cloud.gateway.send(new GetResourcesCommand({ restApiId, ...(embed && { embed }) }));
  return Object.fromEntries(items.map((resource) => [resource.path ?? "", resource]));
}

test("an import creates a resource for each segment of each path, with the methods of the document", async () => {
  const id = await cloud.createApi();
  await cloud.importApi(
    id,
    openApi({ "/a/{id}": { get: mock(), ...PATH_ID }, "/b": { post: mock(), options: mock() } }),
  );
  const found = await resources(id);
  const { rootResourceId } = await cloud.gateway.send(new GetRestApiCommand({ restApiId: id }));
  expect(found).toEqual({
    "/": { id: rootResourceId, path: "/" },
    "/a": { id: expect.any(String), parentId: rootResourceId, path: "/a", pathPart: "a" },
    "/a/{id}": {
      id: expect.any(String),
      parentId: found["/a"]?.id,
      path: "/a/{id}",
      pathPart: "{id}",
      resourceMethods: { GET: {} },
    },
    "/b": {
      id: expect.any(String),
      parentId: rootResourceId,
      path: "/b",
      pathPart: "b",
      resourceMethods: { POST: {}, OPTIONS: {} },
    },
  });
});

test("methods are returned in full on request", async () => {
  const id = await cloud.createApi();
  const more = {
    operationId: "makeItem",
    parameters: [{ name: "limit", in: "query", schema: { type: "string" } }],
    requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Item" } } } },
    "x-amazon-apigateway-request-validator": "all",
  };
  await cloud.importApi(
    id,
    openApi(
      { "/items": { post: lambdaProxy("create", more) } },
      {
        components: { schemas: { Item: { type: "object" } } },
        "x-amazon-apigateway-request-validators": { all: { validateRequestBody: true } },
      },
    ),
  );
  const { "/items": items } = await resources(id, ["methods"]);
  expect(items?.resourceMethods?.POST).toEqual({
    httpMethod: "POST",
    authorizationType: "NONE",
    apiKeyRequired: false,
    operationName: "makeItem",
    requestValidatorId: expect.stringMatching(/^[a-z0-9]{6}$/),
    requestParameters: { "method.request.querystring.limit": false },
    requestModels: { "application/json": "Item" },
    methodResponses: { 200: { statusCode: "200" } },
    methodIntegration: {
      type: "AWS_PROXY",
      httpMethod: "POST",
      uri: invocationUri("create"),
      passthroughBehavior: "WHEN_NO_MATCH",
      timeoutInMillis: 29_000,
      cacheNamespace: items?.id,
      cacheKeyParameters: [],
    },
  });
});

test("overwriting removes what the document lacks, the name and the description too, but not the tags", async () => {
  const restApiId = await cloud.createApi({ name: "before", description: "before", tags: { owner: "me" } });
  await cloud.importApi(
    restApiId,
    openApi({ "/a": { get: mock() } }, { "x-amazon-apigateway-binary-media-types": ["image/png"] }),
  );
  expect(await cloud.gateway.send(new GetRestApiCommand({ restApiId }))).toMatchObject({
    name: "items",
    version: "1.0",
    binaryMediaTypes: ["image/png"],
    tags: { owner: "me" },
  });
  await cloud.importApi(restApiId, openApi({ "/b": { get: mock() } }));
  const after = await cloud.gateway.send(new GetRestApiCommand({ restApiId }));
  expect(after).not.toHaveProperty("description");
  expect(after).not.toHaveProperty("binaryMediaTypes");
  expect(Object.keys(await resources(restApiId))).toEqual(["/", "/b"]);
});

test("AWS's default mode, merge, is rejected by name", async () => {
  const restApiId = await cloud.createApi();
  const body = Buffer.from(JSON.stringify(openApi({ "/": { get: mock() } })));
  await expect(cloud.gateway.send(new PutRestApiCommand({ restApiId, body }))).rejects.toMatchObject({
    name: "NotSupportedByLocalCloud",
    message: expect.stringContaining("merge"),
  });
});

test("a rejected document changes nothing", async () => {
  const restApiId = await cloud.createApi();
  await cloud.importApi(restApiId, openApi({ "/kept": { get: mock() } }));
  await expect(cloud.importApi(restApiId, openApi({ "/a b": { get: mock() } }))).rejects.toThrow();
  expect(Object.keys(await resources(restApiId))).toEqual(["/", "/kept"]);
});

describe("a document that AWS rejects is a BadRequestException", () => {
  const broken: readonly (readonly [string, object | string, RegExp])[] = [
    ["text that is not JSON", "{", /^Invalid OpenAPI input\./],
    ["an array", [], /^Invalid OpenAPI input\./],
    [
      "no title",
      { openapi: "3.0.1", info: {}, paths: {} },
      /Invalid OpenAPI input\.\n\tattribute info.title is missing/,
    ],
    ["no paths", { openapi: "3.0.1", info: { title: "x" } }, /attribute paths is missing/],
    ["OpenAPI 3.1", { ...openApi({}), openapi: "3.1.0" }, /Invalid OpenAPI input/],
    ["an operation without responses", openApi({ "/": { get: {} } }), /responses is missing/],
    [
      "two variables at the same place in paths",
      openApi({ "/{a}": { get: mock() }, "/{b}": { get: mock() } }),
      /only one unique variable path part is allowed/,
    ],
    ["a path below a greedy variable", openApi({ "/{a+}/b": { get: mock() } }), /greedy path variable/],
    ["a path with a space", openApi({ "/a b": { get: mock() } }), /path part only allow/],
    ["a path that is part literal, part variable", openApi({ "/item-{id}": { get: mock() } }), /path part only allow/],
    [
      "an integration URI that is not an ARN",
      openApi({ "/": { get: lambdaProxy("f", {}, { uri: "https://example.com" }) } }),
      /Unable to put integration on 'GET' for resource at path '\/': Invalid ARN specified in the request/,
    ],
    [
      "an integration URI of another service",
      openApi({ "/": { get: lambdaProxy("f", {}, { uri: "arn:aws:apigateway:eu-west-1:sqs:path/1/q" }) } }),
      /'AWS_PROXY' currently only supports Lambda function/,
    ],
    [
      "an integration without a verb",
      openApi({ "/": { get: lambdaProxy("f", {}, { httpMethod: undefined }) } }),
      /Enumeration value for HttpMethod must be non-empty/,
    ],
    [
      "a timeout above 29 seconds",
      openApi({ "/": { get: lambdaProxy("f", {}, { timeoutInMillis: 30_000 }) } }),
      /Timeout should be between 50 ms and 29000 ms/,
    ],
    [
      "a mapped header that the method does not declare",
      openApi({
        "/": { get: mock({ headers: { "X-A": "1" }, more: { responses: { 200: { description: "ok" } } } }) },
      }),
      /Invalid mapping expression parameter specified: method.response.header.X-A/,
    ],
    [
      "a validator that does not exist",
      openApi({ "/": { get: mock({ more: { "x-amazon-apigateway-request-validator": "none" } }) } }),
      /Invalid Request Validator/,
    ],
    [
      "a reference to a missing schema",
      openApi({
        "/": {
          post: mock({
            more: { requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/No" } } } } },
          }),
        },
      }),
      /cannot be resolved/,
    ],
    [
      "a model name that is not alphanumeric",
      openApi({ "/": { get: mock() } }, { components: { schemas: { "my-item": { type: "object" } } } }),
      /Model name must be alphanumeric: my-item/,
    ],
    [
      "a gateway response of an unknown type",
      openApi({ "/": { get: mock() } }, { "x-amazon-apigateway-gateway-responses": { DEFAULT_6XX: {} } }),
      /Invalid response type/,
    ],
    [
      "a header mapping without quotes",
      openApi(
        { "/": { get: mock() } },
        {
          "x-amazon-apigateway-gateway-responses": {
            DEFAULT_4XX: { responseParameters: { "gatewayresponse.header.X": "*" } },
          },
        },
      ),
      /Invalid mapping expression/,
    ],
  ];

  test.each(broken)("%s", async (_, document, message) => {
    const id = await cloud.createApi();
    await expect(cloud.importApi(id, document)).rejects.toMatchObject({
      name: "BadRequestException",
      message: expect.stringMatching(message),
    });
  });
});

describe("what AWS accepts and the local cloud does not support is rejected by name", () => {
  const gatewayTemplate = (template: string) => ({
    "x-amazon-apigateway-gateway-responses": { DEFAULT_4XX: { responseTemplates: { "application/json": template } } },
  });
  const unsupported: readonly (readonly [string, object | string, string])[] = [
    ["YAML", "openapi: 3.0.1\n", "YAML"],
    ["Swagger 2.0", { swagger: "2.0", info: { title: "x" }, paths: {} }, "Swagger 2.0"],
    ["a variable", openApi({ "/": { get: mock({ body: "$" + "{AWS::AccountId}" }) } }), "$" + "{AWS::AccountId}"],
    [
      "compression",
      openApi({ "/": { get: mock() } }, { "x-amazon-apigateway-minimum-compression-size": 0 }),
      "minimum-compression-size",
    ],
    [
      "an extension in the wrong place",
      openApi({ "/": { get: mock(), "x-amazon-apigateway-integration": {} } }),
      "paths./.x-amazon-apigateway-integration",
    ],
    [
      "an extension of any method",
      openApi({ "/": { "x-amazon-apigateway-any-method": mock({ more: { "x-amazon-apigateway-other": {} } }) } }),
      "paths./.x-amazon-apigateway-any-method.x-amazon-apigateway-other",
    ],
    [
      "a Lambda integration for the method ANY",
      openApi({ "/": { "x-amazon-apigateway-any-method": lambdaProxy("f") } }),
      "a Lambda integration for the method ANY",
    ],
    ["an HTTP integration", openApi({ "/": { get: lambdaProxy("f", {}, { type: "http_proxy" }) } }), "http_proxy"],
    ["credentials", openApi({ "/": { get: lambdaProxy("f", {}, { credentials: "arn" }) } }), "credentials"],
    [
      "streaming",
      openApi({ "/": { get: lambdaProxy("f", {}, { responseTransferMode: "STREAM" }) } }),
      "responseTransferMode",
    ],
    [
      "a security scheme of another kind",
      openApi(
        { "/": { get: mock({ more: { security: [{ token: [] }] } }) } },
        { components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } } },
      ),
      "token",
    ],
    ["a function's alias", openApi({ "/": { get: lambdaProxy("f:live") } }), ":live"],
    ["a Velocity template", openApi({ "/": { get: mock({ body: "$input.body" }) } }), "$input.body"],
    [
      "a template variable",
      openApi({ "/": { get: mock() } }, gatewayTemplate("$context.error.validationErrorString")),
      "validationErrorString",
    ],
    [
      "a schema keyword",
      openApi({ "/": { get: mock() } }, { components: { schemas: { A: { type: "object", minItems: 1 } } } }),
      "minItems",
    ],
  ];

  test.each(unsupported)("%s", async (_, document, named) => {
    const id = await cloud.createApi();
    await expect(cloud.importApi(id, document)).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
      message: expect.stringContaining(named),
    });
  });
});

test("an export is the deployed definition, not the one imported since, and can be imported again", async () => {
  const extras = {
    "x-amazon-apigateway-gateway-responses": {
      DEFAULT_4XX: { responseParameters: { "gatewayresponse.header.X-A": "'1'" } },
    },
  };
  const { id } = await cloud.serve(openApi({ "/old/{id}": { get: lambdaProxy("read"), ...PATH_ID } }, extras));
  await cloud.importApi(id, openApi({ "/new": { get: mock() } }));
  const plain = await exported(id);
  expect(plain).toMatchObject({
    openapi: "3.0.1",
    info: { title: "items", version: "1.0" },
    paths: { "/old/{id}": { get: { ...PATH_ID, responses: { 200: { description: "200 response" } } } } },
  });
  expect(JSON.stringify(plain)).not.toContain("x-amazon-apigateway");
  expect(await exported(id, "integrations")).not.toHaveProperty("x-amazon-apigateway-gateway-responses");

  const { servers: _, ...full } = await exported(id, "apigateway");
  const copy = await cloud.createApi();
  await cloud.importApi(copy, full);
  await cloud.deploy(copy);
  expect(await exported(copy, "apigateway")).toMatchObject(full);
});

async function exported(restApiId: string, extensions?: string): Promise<Readonly<Record<string, unknown>>> {
  const parameters: Record<string, string> = extensions === undefined ? {} : { extensions };
  const command = new GetExportCommand({ restApiId, stageName: "dev", exportType: "oas30", parameters });
  const { body, contentDisposition } = await cloud.gateway.send(command);
  expect(contentDisposition).toBe('attachment; filename="oas30_1.0.json"');
  return JSON.parse(Buffer.from(body ?? new Uint8Array()).toString("utf8"));
}
