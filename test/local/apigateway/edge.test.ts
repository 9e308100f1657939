import { request } from "node:http";
import { GetExportCommand, PutRestApiCommand } from "@aws-sdk/client-api-gateway";
import { CreateBucketCommand, PutBucketWebsiteCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { lambdaProxy, mock, openApi } from "./openapi-document.ts";

let cloud: ApiCloud;
beforeAll(async () => {
  cloud = await startApiCloud();
});
afterAll(() => cloud.test.stop());

async function get(url: string, init: RequestInit = {}): Promise<{ status: number; body: string; headers: Headers }> {
  const response = await fetch(url, init);
  return { status: response.status, body: await response.text(), headers: response.headers };
}

/** Sends a request with a Host header and a path that fetch would not send. */
function ask(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("responses of the edge itself", () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await cloud.serve(openApi({ "/items": { get: mock(), post: lambdaProxy("absent") } })));
  });

  test("a path or a method that the API lacks: 403 Missing Authentication Token", async () => {
    for (const [path, method] of [
      ["/nothing", "GET"],
      ["/items", "DELETE"],
      ["/items", "HEAD"],
      ["/items/below", "GET"],
    ] as const) {
      const { status, body, headers } = await get(`${url}${path}`, { method });
      expect(status).toBe(403);
      expect(headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
      if (method !== "HEAD") expect(body).toBe('{"message":"Missing Authentication Token"}');
    }
  });

  test("a stage that the API lacks: 403 Forbidden", async () => {
    const { status, body, headers } = await get(url.replace(/dev$/, "prod/items"));
    expect([status, body, headers.get("x-amzn-errortype")]).toEqual([
      403,
      '{"message":"Forbidden"}',
      "ForbiddenException",
    ]);
  });

  test("a function that does not exist: 500 Internal server error", async () => {
    const { status, body, headers } = await get(`${url}/items`, { method: "POST", body: "{}" });
    expect([status, body]).toEqual([500, '{"message":"Internal server error"}']);
    expect(headers.get("x-amzn-errortype")).toBe("InternalServerErrorException");
  });

  test("a body above 10 MB: 413", async () => {
    const { status } = await get(`${url}/items`, { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(status).toBe(413);
  });

  test("every response has AWS's IDs", async () => {
    for (const path of ["/items", "/nothing"]) {
      const { headers } = await get(`${url}${path}`);
      expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(headers.get("x-amz-apigw-id")).toMatch(/^[\w-]{15}=$/);
      expect(headers.has("x-amzn-trace-id")).toBe(false);
    }
  });

  test("a Host that is not this machine is rejected on every path (DNS rebinding)", async () => {
    const { port } = new URL(url);
    expect(await ask(`${url}/items`, { host: `evil.example:${port}` })).toBe(403);
    expect(await ask(`${url}/items`, { host: "127.0.0.1.evil.example" })).toBe(403);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      expect(await ask(`${url}/items`, { host })).toBe(200);
  });
});

describe("mock integrations", () => {
  test("respond to a preflight with the mapped headers and no body", async () => {
    const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET,OPTIONS" };
    const { url } = await cloud.serve(openApi({ "/": { options: mock({ headers }) } }));
    const response = await get(url, { method: "OPTIONS" });
    expect([response.status, response.body]).toEqual([200, ""]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET,OPTIONS",
      "content-type": "application/json",
    });
  });

  test("return 204 without a body, or the body of their template", async () => {
    const { url } = await cloud.serve(
      openApi({ "/empty": { get: mock({ status: "204" }) }, "/full": { get: mock({ body: '{"a":1}' }) } }),
    );
    expect((await get(`${url}/empty`)).status).toBe(204);
    expect((await get(`${url}/full`)).body).toBe('{"a":1}');
  });

  test("fail with 500 if no template matches the type of the body, as on AWS", async () => {
    const { url } = await cloud.serve(openApi({ "/": { post: mock() } }));
    const init = { method: "POST", body: "hello", headers: { "content-type": "text/plain" } };
    expect((await get(url, init)).status).toBe(500);
    expect((await get(url, { ...init, body: '{"statusCode": 200}' })).status).toBe(200);
  });

  test("return 415 if bodies of other types are not passed through", async () => {
    const integration = {
      type: "mock",
      passthroughBehavior: "never",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: { default: { statusCode: "200" } },
    };
    const { url } = await cloud.serve(
      openApi({ "/": { post: mock({ more: { "x-amazon-apigateway-integration": integration } }) } }),
    );
    const init = { method: "POST", body: "hello", headers: { "content-type": "text/plain" } };
    expect(await get(url, init)).toMatchObject({ status: 415, body: '{"message":"Unsupported Media Type"}' });
  });

  test("fail in an API in which every type is binary, unless they are converted to text, as on AWS", async () => {
    const body = '{"a":1}';
    const integrationOf = (contentHandling: object, ofResponse: object) => ({
      "x-amazon-apigateway-integration": {
        type: "mock",
        requestTemplates: { "application/json": '{"statusCode": 200}' },
        responses: { default: { statusCode: "200", responseTemplates: { "application/json": body }, ...ofResponse } },
        ...contentHandling,
      },
    });
    const text = { contentHandling: "CONVERT_TO_TEXT" };
    const { id, url } = await cloud.serve(
      openApi(
        {
          "/none": { get: mock({ more: integrationOf({}, text) }) },
          "/request": { get: mock({ more: integrationOf(text, {}) }) },
          "/both": { get: mock({ more: integrationOf(text, text) }) },
        },
        { "x-amazon-apigateway-binary-media-types": ["*/*"] },
      ),
    );
    expect((await get(`${url}/none`)).status).toBe(500);
    const decoded = await get(`${url}/request`);
    expect({ status: decoded.status, isSame: decoded.body === body }).toEqual({ status: 200, isSame: false });
    expect(await get(`${url}/both`)).toMatchObject({ status: 200, body });
    const exported = await cloud.gateway.send(
      new GetExportCommand({
        restApiId: id,
        stageName: "dev",
        exportType: "oas30",
        parameters: { extensions: "apigateway" },
      }),
    );
    const { paths } = JSON.parse(Buffer.from(exported.body ?? []).toString());
    expect(paths["/both"].get["x-amazon-apigateway-integration"]).toMatchObject({
      contentHandling: "CONVERT_TO_TEXT",
      responses: { default: { contentHandling: "CONVERT_TO_TEXT" } },
    });
  });

  test("select a response by whether the request has a query", async () => {
    const hasQuery = "$input.params().querystring.keySet().size() > 0";
    const integration = {
      type: "mock",
      requestTemplates: { "application/json": `{ #if( ${hasQuery} ) "statusCode": 400 #else "statusCode": 200 #end }` },
      responses: {
        default: { statusCode: "200", responseTemplates: { "application/json": "usual" } },
        400: { statusCode: "400", responseTemplates: { "application/json": "query" } },
      },
    };
    const responses = { 200: { description: "usual" }, 400: { description: "query" } };
    const more = { responses, "x-amazon-apigateway-integration": integration };
    const { url } = await cloud.serve(openApi({ "/": { get: mock({ more }) } }));
    for (const usual of ["", "?", "?&"])
      expect(await get(`${url}${usual}`)).toMatchObject({ status: 200, body: "usual" });
    for (const query of ["?a=1", "?a", "?=1", "?a=1&b=2"])
      expect(await get(`${url}${query}`)).toMatchObject({ status: 400, body: "query" });
  });
});

describe("routes", () => {
  test("a literal segment takes precedence over a variable, and a variable over a greedy one", async () => {
    const respondsWith = (body: string) => mock({ body });
    const { url } = await cloud.serve(
      openApi({
        "/items/all": { get: respondsWith("literal") },
        "/items/{id}": { get: respondsWith("variable") },
        "/items/{id}/parts": { get: respondsWith("below") },
        "/items/all/{rest+}": { get: respondsWith("greedy") },
        "/": { get: respondsWith("root") },
      }),
    );
    const found = async (path: string) => (await get(`${url}${path}`)).body;
    expect(await found("/items/all")).toBe("literal");
    expect(await found("/items/other")).toBe("variable");
    expect(await found("/items/other/parts")).toBe("below");
    expect(await found("/items/all/a/b")).toBe("greedy");
    expect(await found("")).toBe("root");
    expect(await found("/")).toBe("root");
    expect(await found("/items/all/")).toBe("literal");
    expect(await found("//items/all")).toBe("literal");
  });

  test("ANY covers every method without its own operation, and a mock can return the request's ID", async () => {
    const any = mock({ status: "405", body: '{"requestId":"$context.requestId"}' });
    const { url } = await cloud.serve(openApi({ "/": { get: mock(), "x-amazon-apigateway-any-method": any } }));
    expect((await get(url)).status).toBe(200);
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
      expect((await fetch(url, { method })).status).toBe(405);
    const response = await fetch(url, { method: "PUT" });
    expect(await response.json()).toEqual({ requestId: response.headers.get("x-amzn-requestid") });
    expect((await fetch(`${url}/none`, { method: "PUT" })).status).toBe(403);
  });

  test("X-HTTP-Method-Override changes the method", async () => {
    const { url } = await cloud.serve(openApi({ "/": { delete: mock({ status: "202" }) } }));
    expect((await get(url)).status).toBe(403);
    expect((await get(url, { headers: { "x-http-method-override": "DELETE" } })).status).toBe(202);
  });
});

describe("deployments", () => {
  test("an import is not seen until it is deployed", async () => {
    const { id, url } = await cloud.serve(openApi({ "/": { get: mock({ body: "old" }) } }));
    await cloud.importApi(id, openApi({ "/": { get: mock({ body: "new" }) } }));
    expect((await get(url)).body).toBe("old");
    await cloud.deploy(id);
    expect((await get(url)).body).toBe("new");
  });

  test("gateway responses are not seen until they are deployed either", async () => {
    const { id, url } = await cloud.serve(openApi({ "/": { get: mock() } }));
    const extras = { "x-amazon-apigateway-gateway-responses": { DEFAULT_4XX: { statusCode: 404 } } };
    await cloud.importApi(id, openApi({ "/": { get: mock() } }, extras));
    expect((await get(`${url}/nothing`)).status).toBe(403);
    await cloud.deploy(id);
    expect((await get(`${url}/nothing`)).status).toBe(404);
  });

  test("a rejected import does not change what is served", async () => {
    const { id: restApiId, url } = await cloud.serve(openApi({ "/": { get: mock({ body: "old" }) } }));
    const body = Buffer.from("{}");
    await expect(
      cloud.gateway.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body })),
    ).rejects.toMatchObject({ name: "BadRequestException" });
    await cloud.deploy(restApiId);
    expect((await get(url)).body).toBe("old");
  });
});

describe("gateway responses", () => {
  const CORS = { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" };
  const extras = {
    "x-amazon-apigateway-gateway-responses": {
      DEFAULT_4XX: { responseParameters: CORS },
      DEFAULT_5XX: {
        responseParameters: { ...CORS, "gatewayresponse.header.Content-Type": "'application/problem+json'" },
        responseTemplates: {
          "application/json":
            '{"title":$context.error.messageString,"id":"$context.requestId","why":"$context.error.message"}',
        },
      },
      MISSING_AUTHENTICATION_TOKEN: {
        statusCode: 404,
        responseParameters: { ...CORS, "gatewayresponse.header.X-Origin": "method.request.header.Origin" },
        responseTemplates: { "application/json": '{"message":"no $context.path, $' + '{context.error.responseType}"}' },
      },
    },
  };
  let url: string;
  beforeAll(async () => {
    ({ url } = await cloud.serve(
      openApi({ "/": { get: lambdaProxy("absent"), post: lambdaProxy("absent") } }, extras),
    ));
  });

  test("set the headers, status and body of the edge's errors", async () => {
    const missing = await get(`${url}/nothing`, { headers: { origin: "http://site.example" } });
    expect([missing.status, missing.body]).toEqual([
      404,
      '{"message":"no /dev/nothing, MISSING_AUTHENTICATION_TOKEN"}',
    ]);
    expect(missing.headers.get("access-control-allow-origin")).toBe("*");
    expect(missing.headers.get("x-origin")).toBe("http://site.example");
    expect((await get(`${url}/nothing`)).headers.has("x-origin")).toBe(false);
  });

  test("fall back to DEFAULT_5XX for errors without their own response", async () => {
    const { status, body, headers } = await get(url);
    expect(status).toBe(500);
    expect(JSON.parse(body)).toEqual({
      title: "Internal server error",
      id: headers.get("x-amzn-requestid"),
      why: "Internal server error",
    });
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });

  test("cannot change the response to a body that is too large", async () => {
    const { status, headers } = await get(url, { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(status).toBe(413);
    expect(headers.has("access-control-allow-origin")).toBe(false);
  });
});

describe("request validators", () => {
  const schema = {
    type: "object",
    required: ["title"],
    additionalProperties: false,
    properties: {
      title: { type: "string", minLength: 1, maxLength: 5, pattern: "^[a-z]+$" },
      order: { type: "number", minimum: 0, maximum: 9 },
      kind: { enum: ["a", "b"] },
      tags: { type: "array", items: { $ref: "#/components/schemas/Tag" } },
      due: { oneOf: [{ type: "null" }, { type: "integer" }] },
      slow: { type: "string", pattern: "^(a+)+$" },
    },
  };
  const more = {
    parameters: [
      { name: "limit", in: "query", required: true, schema: { type: "string" } },
      { name: "X-Key", in: "header", required: true, schema: { type: "string" } },
    ],
    requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Item" } } } },
  };
  const choice = {
    requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Choice" } } } },
  };
  let url: string;
  beforeAll(async () => {
    ({ url } = await cloud.serve(
      openApi(
        {
          "/both": { post: mock({ more }) },
          "/body": { post: mock({ more: { ...more, "x-amazon-apigateway-request-validator": "body" } }) },
          "/choice": { post: mock({ more: { ...choice, "x-amazon-apigateway-request-validator": "body" } }) },
        },
        {
          components: { schemas: { Item: schema, Tag: { type: "string" }, Choice: { enum: ["a"] } } },
          "x-amazon-apigateway-request-validator": "both",
          "x-amazon-apigateway-request-validators": {
            both: { validateRequestBody: true, validateRequestParameters: true },
            body: { validateRequestBody: true },
          },
        },
      ),
    ));
  });
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    get(`${url}${path}`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

  test("name the parameters that are missing or blank", async () => {
    expect(await post("/both?limit=", "{}")).toMatchObject({
      status: 400,
      body: '{"message":"Missing required request parameters: [X-Key, limit]"}',
    });
    expect((await post("/both?limit=1", '{"title":"a"}', { "x-key": "1" })).status).toBe(200);
  });

  test.each(['{"title":"abc"}', '{"title":"a","order":9,"kind":"b","tags":["x"],"due":null}', '{"title":"a","due":3}'])(
    "accept %s",
    async (body) => {
      expect((await post("/body", body)).status).toBe(200);
    },
  );

  test.each([
    "",
    "{",
    "[]",
    "{}",
    '{"title":1}',
    '{"title":""}',
    '{"title":"abcdef"}',
    '{"title":"A"}',
    '{"title":"a","order":10}',
    '{"title":"a","kind":"c"}',
    '{"title":"a","tags":[1]}',
    '{"title":"a","due":"now"}',
    '{"title":"a","other":1}',
    // An expression that would backtrack for years does not match after a timeout.
    `{"title":"a","slow":"${"a".repeat(60)}!"}`,
  ])("reject the body %j", async (body) => {
    expect(await post("/body", body)).toMatchObject({ status: 400, body: '{"message":"Invalid request body"}' });
  });

  test("reject invalid JSON if the model has only an enum", async () => {
    expect((await post("/choice", '"a"')).status).toBe(200);
    for (const body of ['"b"', "{"])
      expect(await post("/choice", body)).toMatchObject({ status: 400, body: '{"message":"Invalid request body"}' });
  });

  test("do not validate bodies of a type without a model", async () => {
    const response = await post("/body", '{"statusCode": 200}', { "content-type": "text/plain" });
    expect(response.status).toBe(200);
  });
});

test("with CORS for its own site only, an API serves no other page", async () => {
  const own = await startApiCloud({ cors: "site" });
  const { url } = await own.serve(openApi({ "/items": { get: mock() } }));
  const s3 = new S3Client({ ...own.test.clientConfig, forcePathStyle: true });
  const Bucket = "page-of-the-stack";
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
  await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  const page = own.test.cloud.websites.urlOf(Bucket) ?? "";
  const statusFrom = async (origin?: string) =>
    (await fetch(`${url}/items`, { headers: origin === undefined ? {} : { origin } })).status;
  expect(await statusFrom()).toBe(200);
  expect(await statusFrom(new URL(page).origin)).toBe(200);
  expect(await statusFrom(new URL(url).origin)).toBe(200);
  expect(await statusFrom(new URL(page).origin.replace("127.0.0.1", "localhost"))).toBe(200);
  for (const origin of [
    "https://evil.example",
    "null",
    "http://127.0.0.1:1",
    page.replace("127.0.0.1", "evil.example"),
  ])
    expect(await statusFrom(origin)).toBe(403);
  await own.test.stop();
});
