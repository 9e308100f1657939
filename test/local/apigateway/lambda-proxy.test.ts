import { AddPermissionCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi } from "../../support/signed-request.ts";
import { type LambdaCloud, startLambdaCloud } from "../lambda/lambda-cloud.ts";
import { type ApiCloud, apiCloudOf, type ServedApi } from "./api-cloud.ts";
import { iam, lambdaProxy, openApi } from "./openapi-document.ts";

let lambda: LambdaCloud;
let cloud: ApiCloud;
beforeAll(async () => {
  lambda = await startLambdaCloud();
  cloud = apiCloudOf(lambda.test);
  await lambda.makeFunction(
    "echo",
    "export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
  );
  await lambda.makeFunction("answer", "export const handler = async (event) => JSON.parse(event.body);");
  await lambda.makeFunction("broken", "export const handler = async () => { throw new Error('on purpose'); };");
  await lambda.makeFunction("slow", "export const handler = () => new Promise((done) => setTimeout(done, 1500));");
});
afterAll(() => lambda.test.stop());

interface ProxyEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[]>>;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly path: string;
}

/** The event that the function echo was called with. */
async function readEvent(response: Response): Promise<ProxyEvent> {
  return JSON.parse(await response.text());
}

/** Allows every method of every API, or only those that match the pattern, to invoke the function. */
async function permit(functionName: string, pattern = "*", statement = "api"): Promise<void> {
  await lambda.lambda.send(
    new AddPermissionCommand({
      FunctionName: functionName,
      StatementId: statement,
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:${lambda.test.region}:${lambda.test.account}:${pattern}`,
    }),
  );
}

describe("the event", () => {
  let api: ServedApi;
  beforeAll(async () => {
    await permit("echo");
    api = await cloud.serve(
      openApi(
        {
          "/": { get: lambdaProxy("echo") },
          "/signed": { get: lambdaProxy("echo", { security: [{ sigv4: [] }] }) },
          "/items/{id}/{rest+}": { get: lambdaProxy("echo"), post: lambdaProxy("echo") },
        },
        { ...iam.scheme, "x-amazon-apigateway-binary-media-types": ["image/*", "application/x-raw"] },
      ),
    );
  });
  const send = async (path: string, init: RequestInit = {}) => readEvent(await fetch(`${api.url}${path}`, init));

  test("has the caller of a method with AWS_IAM, and not the signature", async () => {
    const allow = { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" };
    const user = lambda.test.addUser([JSON.stringify({ Version: "2012-10-17", Statement: [allow] })]);
    const roleArn = await lambda.makeRole("caller", ["execute-api:Invoke"]);
    for (const [credentials, arn, userId] of [
      [user, /^arn:aws:iam::\d{12}:user\/test-\d+$/, /^AIDA[A-Z2-7]{17}$/],
      [
        lambda.test.assumeRole(roleArn),
        /^arn:aws:sts::\d{12}:assumed-role\/caller\/session$/,
        /^AROA[A-Z2-7]{17}:session$/,
      ],
    ] as const) {
      const { status, body } = await callApi(`${api.url}/signed`, { credentials });
      expect(status).toBe(200);
      const { headers, requestContext } = JSON.parse(body);
      expect(requestContext.identity).toMatchObject({
        accountId: lambda.test.account,
        accessKey: credentials.accessKeyId,
        caller: expect.stringMatching(userId),
        user: requestContext.identity.caller,
        userArn: expect.stringMatching(arn),
        sourceIp: "127.0.0.1",
        principalOrgId: null,
      });
      expect(headers).not.toHaveProperty("Authorization");
      expect(headers).not.toHaveProperty("authorization");
      expect(headers["x-amz-date"]).toMatch(/Z$/);
    }
  });

  test("has everything that AWS's event has", async () => {
    const { host, port } = new URL(api.url);
    const response = await fetch(`${api.url}/items/1/a/b/?one=1&two=2`, {
      method: "POST",
      body: '{"a":"ä"}',
      headers: { "Content-Type": "application/json", "User-Agent": "test", "X-MiXed": "yes" },
    });
    const event = await readEvent(response);
    const requestId = response.headers.get("x-amzn-requestid");
    const { headers, multiValueHeaders, ...rest } = event;
    expect(rest).toEqual({
      resource: "/items/{id}/{rest+}",
      path: "/items/1/a/b/",
      httpMethod: "POST",
      queryStringParameters: { one: "1", two: "2" },
      multiValueQueryStringParameters: { one: ["1"], two: ["2"] },
      pathParameters: { id: "1", rest: "a/b" },
      stageVariables: null,
      requestContext: {
        resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
        resourcePath: "/items/{id}/{rest+}",
        httpMethod: "POST",
        extendedRequestId: response.headers.get("x-amz-apigw-id"),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        path: "/dev/items/1/a/b/",
        accountId: lambda.test.account,
        protocol: "HTTP/1.1",
        stage: "dev",
        domainPrefix: api.id,
        requestTimeEpoch: expect.any(Number),
        requestId,
        identity: {
          cognitoIdentityPoolId: null,
          accountId: null,
          cognitoIdentityId: null,
          caller: null,
          sourceIp: "127.0.0.1",
          principalOrgId: null,
          accessKey: null,
          cognitoAuthenticationType: null,
          cognitoAuthenticationProvider: null,
          userArn: null,
          userAgent: "test",
          user: null,
        },
        domainName: host,
        deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
        apiId: api.id,
      },
      body: '{"a":"ä"}',
      isBase64Encoded: false,
    });
    expect(headers).toMatchObject({
      Host: host,
      "User-Agent": "test",
      "X-MiXed": "yes",
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Port": port,
      "X-Forwarded-Proto": "http",
      "X-Amzn-Trace-Id": response.headers.get("x-amzn-trace-id"),
    });
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain("content-length");
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain("connection");
    expect(multiValueHeaders).toEqual(
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    );
  });

  test("has null instead of empty objects", async () => {
    expect(await send("")).toMatchObject({
      path: "/",
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: { path: "/dev/" },
    });
  });

  test("has the decoded query with the last of repeated names, and the path as it arrived", async () => {
    const event = await send("/items/a%2Bb%20c/x?q=a%20b+c&q=%C3%A4&empty=&__proto__=1;semi=2");
    expect(event.queryStringParameters).toEqual(JSON.parse('{"q":"ä","empty":"","__proto__":"1","semi":"2"}'));
    expect(event.multiValueQueryStringParameters.q).toEqual(["a b c", "ä"]);
    expect(event.pathParameters).toEqual({ id: "a%2Bb%20c", rest: "x" });
    expect(event.path).toBe("/items/a%2Bb%20c/x");
  });

  test("has all values of repeated headers, and the last one", async () => {
    const { headers, multiValueHeaders } = await send("", {
      headers: [
        ["X-Forwarded-For", "10.0.0.1"],
        ["Authorization", "Bearer x"],
      ],
    });
    expect(headers["X-Forwarded-For"]).toBe("10.0.0.1, 127.0.0.1");
    expect(multiValueHeaders.Authorization).toEqual(["Bearer x"]);
  });

  test("has a body in base64 only if its type is binary", async () => {
    const post = (type: string) =>
      send("/items/1/2", { method: "POST", body: Buffer.from([0xff, 0x00]), headers: { "content-type": type } });
    expect(await post("image/png")).toMatchObject({ body: "/wA=", isBase64Encoded: true });
    expect(await post("application/x-raw; a=b")).toMatchObject({ body: "/wA=", isBase64Encoded: true });
    expect(await post("application/json")).toMatchObject({ body: "\ufffd\u0000", isBase64Encoded: false });
  });
});

describe("the response", () => {
  let api: ServedApi;
  beforeAll(async () => {
    await permit("answer");
    const binary = { "x-amazon-apigateway-binary-media-types": ["image/png"] };
    api = await cloud.serve(openApi({ "/": { post: lambdaProxy("answer") } }, binary));
  });
  const respondWith = (proxyResponse: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(api.url, { method: "POST", body: JSON.stringify(proxyResponse), headers });

  test.each([
    [{ statusCode: 201 }, 201, ""],
    [{ statusCode: "202" }, 202, ""],
    [{ headers: { "X-A": "1" } }, 200, ""],
    [{ statusCode: 200, headers: null, multiValueHeaders: null, body: null }, 200, ""],
    [{ statusCode: 204, body: "" }, 204, ""],
    [{ statusCode: 404, body: "gone", isBase64Encoded: false }, 404, "gone"],
  ])("%j is a proxy response", async (proxyResponse, status, body) => {
    const response = await respondWith(proxyResponse);
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(response.headers.get("x-amzn-trace-id")).toMatch(/^Root=1-/);
  });

  test.each([
    [{}],
    ["text"],
    [null],
    [[]],
    [{ statusCode: "ok" }],
    [{ statusCode: 200, message: "unknown key" }],
    [{ statusCode: 200, multiValueHeaders: { a: "1" } }],
    [{ statusCode: 200, headers: { a: { b: "c" } } }],
    [{ statusCode: 200, headers: { "X-A": "split\r\nSet-Cookie: x" } }],
    [{ statusCode: 200, body: { an: "object" } }],
  ])("%j is not a proxy response: 502", async (proxyResponse) => {
    const response = await respondWith(proxyResponse);
    expect([response.status, await response.text()]).toEqual([502, '{"message":"Internal server error"}']);
    expect(response.headers.get("x-amzn-errortype")).toBe("InternalServerErrorException");
  });

  test("has the values of both kinds of headers, multiple ones first and none twice", async () => {
    const { headers } = await respondWith({
      headers: { "X-One": "1", "X-Both": "c", "X-Flag": true },
      multiValueHeaders: { "X-Both": ["a", "b", "c"] },
    });
    expect(headers.get("x-one")).toBe("1");
    expect(headers.get("x-both")).toBe("a, b, c");
    expect(headers.get("x-flag")).toBe("true");
    expect(headers.get("content-type")).toBe("application/json");
  });

  test("keeps each cookie", async () => {
    const { headers } = await respondWith({ multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] } });
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  test("renames the headers that API Gateway writes itself", async () => {
    const own = { Date: "today", Server: "mine", "Transfer-Encoding": "chunked", "x-amzn-RequestId": "mine" };
    const { headers } = await respondWith({ headers: { ...own, "Content-Type": "text/plain" } });
    expect(headers.has("transfer-encoding")).toBe(false);
    expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("x-amzn-remapped-date")).toBe("today");
    expect(headers.get("x-amzn-remapped-server")).toBe("mine");
    expect(headers.has("server")).toBe(false);
    expect(headers.get("content-type")).toBe("text/plain");
  });

  test("is decoded from base64 only for a caller whose first accepted type is binary", async () => {
    const proxyResponse = { body: Buffer.from("bytes").toString("base64"), isBase64Encoded: true };
    const body = async (accept: string) => (await respondWith(proxyResponse, { accept })).text();
    expect(await body("image/png,*/*")).toBe("bytes");
    expect(await body("*/*,image/png")).toBe(proxyResponse.body);
  });
});

describe("failures", () => {
  test("of the function are 502", async () => {
    await permit("broken");
    const { url } = await cloud.serve(openApi({ "/": { get: lambdaProxy("broken") } }));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([502, '{"message":"Internal server error"}']);
  });

  test("of a function that exceeds the integration's timeout are 504", async () => {
    await permit("slow");
    const { url } = await cloud.serve(openApi({ "/": { get: lambdaProxy("slow", {}, { timeoutInMillis: 100 }) } }));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  });

  test("of an integration with a verb other than POST are 500", async () => {
    const { url } = await cloud.serve(openApi({ "/": { get: lambdaProxy("echo", {}, { httpMethod: "GET" }) } }));
    expect((await fetch(url)).status).toBe(500);
  });
});

describe("the permission", () => {
  let api: ServedApi;
  beforeEach(async () => {
    const name = `permitted-${Math.random().toString(36).slice(2)}`;
    await lambda.makeFunction(name, "export const handler = async () => ({ statusCode: 200 });");
    const operations = { get: lambdaProxy(name), post: lambdaProxy(name) };
    api = await cloud.serve(openApi({ "/items": operations, "/items/{id}": operations }));
    functionName = name;
  });
  let functionName: string;
  const status = async (path: string, method = "GET") => (await fetch(`${api.url}${path}`, { method })).status;

  test("is required: without it the edge returns 500, and the function is not called", async () => {
    const response = await fetch(`${api.url}/items`);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal server error"}']);
    await permit(functionName);
    expect(await status("/items")).toBe(200);
    await lambda.lambda.send(new RemovePermissionCommand({ FunctionName: functionName, StatementId: "api" }));
    expect(await status("/items")).toBe(500);
  });

  test("applies only to its API, stage, method and path", async () => {
    await permit(functionName, `${api.id}/dev/GET/items`, "list");
    expect([await status("/items"), await status("/items/"), await status("/items", "POST")]).toEqual([200, 200, 500]);
    expect(await status("/items/1")).toBe(500);
    await permit(functionName, `${api.id}/*/GET/items/*`, "one");
    expect([await status("/items/1"), await status("/items/1", "POST")]).toEqual([200, 500]);
    await permit(functionName, "otherapiid/*/*/*", "other");
    expect(await status("/items", "POST")).toBe(500);
  });
});
