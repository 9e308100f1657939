import { createHash } from "node:crypto";
import { IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiRequest, type ApiResponse, callApi, sendSigned, sign } from "../../support/signed-request.ts";
import { createRole } from "../lambda/lambda-cloud.ts";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { iam, mock, openApi } from "./openapi-document.ts";

let cloud: ApiCloud;
let url: string;
let id: string;
const ALLOW_ALL = policyOf({ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" });

beforeAll(async () => {
  cloud = await startApiCloud();
  const get = { get: iam(), post: iam() };
  ({ id, url } = await cloud.serve(
    openApi({ "/items": get, "/items/{id}": get, "/open": { get: mock() } }, iam.scheme),
  ));
});
afterAll(() => cloud.test.stop());

function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

const user = (...policies: readonly string[]) => cloud.test.addUser(policies.length > 0 ? policies : [ALLOW_ALL]);
const call = (path: string, request: ApiRequest = {}) => callApi(`${url}${path}`, request);

function expectError({ status, headers, body }: ApiResponse, name: string, message: string, key = "message"): void {
  expect([status, headers["x-amzn-errortype"], JSON.parse(body)]).toEqual([403, name, { [key]: message }]);
}

const minutesAgo = (minutes: number) => new Date(cloud.test.cloud.clock.now() - minutes * 60_000);
const amzDate = (date: Date) => `${date.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;

describe("a method with AWS_IAM", () => {
  test("accepts a signature in the headers or in the URL", async () => {
    const credentials = user();
    expect((await call("/items", { credentials })).status).toBe(200);
    expect((await call("/items?a=1&b=x%20y", { credentials })).status).toBe(200);
    expect((await call("/items/a%20b", { credentials })).status).toBe(200);
    expect((await call("/items", { credentials, presignedFor: 60 })).status).toBe(200);
    expect((await call("/open")).status).toBe(200);
  });

  test("rejects an unsigned request like a missing path", async () => {
    const name = "MissingAuthenticationTokenException";
    expectError(await call("/items"), name, "Missing Authentication Token");
    expectError(await call("/nothing"), name, "Missing Authentication Token");
  });

  test.each(["Bearer abc.def", "Basic dXNlcjpwYXNz", "secret"])(
    "rejects the Authorization header %s",
    async (authorization) => {
      const hash = createHash("sha256").update(authorization).digest("base64");
      const message = `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`;
      for (const path of ["/items", "/nothing"])
        expectError(await call(path, { headers: { authorization } }), "IncompleteSignatureException", message);
      expect((await call("/open", { headers: { authorization } })).status).toBe(200);
    },
  );

  // Base64 that ends in an equal sign is parsed as a name and a value.
  test.each(["AWS4-HMAC-SHA256", "Basic dXNlcjpwYXNzd29yZA=="])(
    "lists the parts that the Authorization header %s lacks",
    async (authorization) => {
      const hash = createHash("sha256").update(authorization).digest("base64");
      expectError(
        await call("/items", { headers: { authorization } }),
        "IncompleteSignatureException",
        `Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=${hash}`,
      );
    },
  );

  test("lists the parts that a signature in the URL lacks", async () => {
    const { message } = JSON.parse((await call("/items?X-Amz-Algorithm=AWS4-HMAC-SHA256")).body);
    expect(message).toBe(
      "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    );
  });

  test("rejects a credential for another service or region", async () => {
    const credentials = user();
    const name = "InvalidSignatureException";
    const ofService = "Credential should be scoped to correct service: 'execute-api'. ";
    const ofRegion = "Credential should be scoped to a valid region, not 'us-east-1'. ";
    expectError(await call("/items", { credentials, service: "lambda" }), name, ofService);
    expectError(await call("/items", { credentials, region: "us-east-1" }), name, ofRegion);
    expectError(await call("/items", { credentials, region: "us-east-1", service: "s3" }), name, ofRegion + ofService);
    expectError(await call("/items", { credentials, service: "s3", presignedFor: 60 }), name, ofService);
  });

  test("rejects an unknown key, a wrong secret and a changed request", async () => {
    const credentials = user();
    const unknown = { ...credentials, accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    expectError(
      await call("/items", { credentials: unknown }),
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    );
    const mismatch =
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    const name = "InvalidSignatureException";
    const wrong = { ...credentials, secretAccessKey: "wrong" };
    for (const presignedFor of [undefined, 60]) {
      const options = presignedFor === undefined ? {} : { presignedFor };
      expectError(await call("/items", { credentials: wrong, ...options }), name, mismatch);
      const signed = await sign(`${url}/items`, { credentials, ...options });
      for (const path of ["/items/1", "/items/", "//items", "/x/../items", "/./items", "/items%2F"])
        expectError(await sendSigned({ ...signed, url: signed.url.replace("/items", path) }), name, mismatch);
      expectError(await sendSigned({ ...signed, url: `${signed.url}${presignedFor ? "&" : "?"}a=1` }), name, mismatch);
      expectError(await sendSigned({ ...signed, body: '{"a":1}', method: "POST" }), name, mismatch);
    }
  });

  test("rejects a changed body, whether its hash is a header or not", async () => {
    const credentials = user();
    const body = '{"a":1}';
    const hash = createHash("sha256").update(body).digest("hex");
    for (const headers of [{}, { "x-amz-content-sha256": hash }]) {
      const signed = await sign(`${url}/items`, { credentials, method: "POST", body, headers });
      expect((await sendSigned({ ...signed, body: '{"a":2}' })).headers["x-amzn-errortype"]).toBe(
        "InvalidSignatureException",
      );
      expect((await sendSigned(signed)).status).toBe(200);
    }
    const unsigned = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    expect((await call("/items", { credentials, method: "POST", body, headers: unsigned })).status).toBe(403);
  });

  test("rejects a signature that is replayed to another stage", async () => {
    const credentials = user();
    await cloud.deploy(id, "prod");
    const signed = await sign(`${url}/items`, { credentials });
    const replayed = await sendSigned({ ...signed, url: signed.url.replace("/dev/", "/prod/") });
    expect([replayed.status, replayed.headers["x-amzn-errortype"]]).toEqual([403, "InvalidSignatureException"]);
    expect((await sendSigned(signed)).status).toBe(200);
  });

  test("rejects a signature with another time", async () => {
    const credentials = user();
    const [past, future] = [minutesAgo(6), minutesAgo(-6)];
    const name = "InvalidSignatureException";
    const early = await call("/items", { credentials, signedAt: past });
    const late = await call("/items", { credentials, signedAt: future });
    expect([early.headers["x-amzn-errortype"], late.headers["x-amzn-errortype"]]).toEqual([name, name]);
    const time = String.raw`\d{8}T\d{6}Z`;
    expect(JSON.parse(early.body).message).toMatch(
      new RegExp(String.raw`^Signature expired: ${amzDate(past)} is now earlier than ${time} \(${time} - 5 min\.\)$`),
    );
    expect(JSON.parse(late.body).message).toMatch(
      new RegExp(
        String.raw`^Signature not yet current: ${amzDate(future)} is still later than ${time} \(${time} \+ 5 min\.\)$`,
      ),
    );
    expect((await call("/items", { credentials, signedAt: past, presignedFor: 60 })).status).toBe(403);
    expect((await call("/items", { credentials, signedAt: past, presignedFor: 3600 })).status).toBe(200);
  });

  test.each(["", "x", "1.5", "-1", "604801"])("rejects a URL whose X-Amz-Expires is %j", async (expires) => {
    const signed = await sign(`${url}/items`, { credentials: user(), presignedFor: 60 });
    expectError(
      await sendSigned({ ...signed, url: signed.url.replace(/(?<=X-Amz-Expires=)60/, expires) }),
      "InvalidSignatureException",
      `X-Amz-Expires must be between 0 and 604800 seconds, not '${expires}'.`,
    );
  });

  test("is not reached by a verb that the signature does not cover", async () => {
    const credentials = user();
    const signed = await sign(`${url}/items`, { credentials, method: "POST" });
    const headers = { ...signed.headers, "x-http-method-override": "GET" };
    expect((await sendSigned({ ...signed, headers })).headers["x-amzn-errortype"]).toBe("InvalidSignatureException");
    const overridden = await call("/items", {
      credentials,
      method: "POST",
      headers: { "x-http-method-override": "GET" },
    });
    expect(overridden.status).toBe(200);
  });
});

describe("a caller without permission", () => {
  test("gets AWS's reason, with the account ID masked", async () => {
    const denyAll = policyOf({ Effect: "Deny", Action: "*", Resource: "*" });
    const resource = `arn:aws:execute-api:eu-west-1:********${cloud.test.account.slice(-4)}:${id}/dev/GET/items`;
    for (const [policies, ending] of [
      [
        [policyOf({ Effect: "Allow", Action: "s3:*", Resource: "*" })],
        "because no identity-based policy allows the execute-api:Invoke action",
      ],
      [[ALLOW_ALL, denyAll], "with an explicit deny in an identity-based policy"],
    ] as const) {
      const credentials = user(...policies);
      const { body, ...response } = await call("/items", { credentials });
      expect(JSON.parse(body).Message).toMatch(/^User: arn:aws:iam::\d{12}:user\/test-\d+ is not authorized/);
      expectError(
        { ...response, body: body.replace(/arn:aws:iam\S+/, "X") },
        "AccessDeniedException",
        `User: X is not authorized to perform: execute-api:Invoke on resource: ${resource} ${ending}`,
        "Message",
      );
    }
  });

  test("cannot reach a denied method by writing its path or verb in another way", async () => {
    const { id: api, url: address } = await cloud.serve(
      openApi(
        {
          "/items": { get: iam({}, "list"), options: mock() },
          "/items/{id}": { get: iam({}, "one") },
          "/{any+}": { post: mock() },
        },
        iam.scheme,
      ),
    );
    const arn = `arn:aws:execute-api:eu-west-1:${cloud.test.account}:${api}/dev/GET/items`;
    const deny = { Effect: "Deny", Action: "execute-api:Invoke", Resource: [arn, `${arn}/secret`] };
    const credentials = user(ALLOW_ALL, policyOf(deny));
    expect((await callApi(`${address}/items/public`, { credentials })).body).toBe("one");
    expect((await callApi(`${address}/items/public`, { credentials, presignedFor: 60 })).body).toBe("one");
    const ways: readonly ApiRequest[] = [
      {},
      { method: "POST", headers: { "x-http-method-override": "GET" } },
      { method: "OPTIONS", headers: { "x-http-method-override": "get" } },
      { headers: { "x-original-url": "/dev/open", "x-forwarded-for": "127.0.0.2" } },
    ];
    for (const name of ["items", "items/secret"])
      for (const path of [
        `/${name}`,
        `//${name}`,
        `/${name}/`,
        `/./${name}`,
        `/x/../${name}`,
        `/${name}/.`,
        `/%69${name.slice(1)}`,
        `/${name.replace("secret", "%73ecret")}`,
        `/${name.replace("/", "//")}`,
      ])
        for (const way of ways)
          for (const request of [way, { ...way, credentials }, { ...way, credentials, presignedFor: 60 }])
            expect((await callApi(`${address}${path}`, request)).body, JSON.stringify([path, request])).not.toMatch(
              /^(list|one)$/,
            );
  });

  test("requires the permission for a missing path too", async () => {
    const silent = user(policyOf({ Effect: "Allow", Action: "s3:*", Resource: "*" }));
    for (const [path, method] of [
      ["/nothing", "GET"],
      ["/items", "DELETE"],
    ] as const) {
      const name = "MissingAuthenticationTokenException";
      expectError(await call(path, { method, credentials: user() }), name, "Missing Authentication Token");
      const denied = await call(path, { method, credentials: silent });
      expect(denied.headers["x-amzn-errortype"]).toBe("AccessDeniedException");
    }
  });

  test("is evaluated by the method and path that are routed", async () => {
    const resource = `arn:aws:execute-api:eu-west-1:${cloud.test.account}:${id}/dev/GET/items/allowed`;
    const credentials = user(policyOf({ Effect: "Allow", Action: "execute-api:Invoke", Resource: resource }));
    expect((await call("/items/allowed", { credentials })).status).toBe(200);
    for (const path of ["/items/allowed/", "/items/%61llowed"])
      expect((await call(path, { credentials })).status, path).toBe(200);
    for (const path of ["/items", "/items/other", "/items/allowed%2F..%2Fother", "/items/x"])
      expect((await call(path, { credentials })).headers["x-amzn-errortype"], path).toBe("AccessDeniedException");
  });
});

describe("a session of a role", () => {
  let roleArn: string;
  beforeAll(async () => {
    roleArn = await createRole(
      new IAMClient(cloud.test.clientConfig),
      "caller",
      ["execute-api:Invoke"],
      "lambda.amazonaws.com",
    );
  });

  test("has the role's permissions", async () => {
    expect((await call("/items", { credentials: cloud.test.assumeRole(roleArn) })).status).toBe(200);
    const silent = await createRole(
      new IAMClient(cloud.test.clientConfig),
      "silent",
      ["s3:GetObject"],
      "lambda.amazonaws.com",
    );
    const { Message } = JSON.parse((await call("/items", { credentials: cloud.test.assumeRole(silent) })).body);
    expect(Message).toMatch(
      /^User: arn:aws:sts::\d{12}:assumed-role\/silent\/session is not authorized .* because no identity-based policy allows/,
    );
  });

  test("is rejected when it has expired, and without or with a changed token", async () => {
    const expired = cloud.test.assumeRole(roleArn, 0);
    const message = "The security token included in the request is expired";
    expectError(await call("/items", { credentials: expired }), "ExpiredTokenException", message);
    expectError(await call("/items", { credentials: expired, presignedFor: 60 }), "ExpiredTokenException", message);
    const { sessionToken = "", ...key } = cloud.test.assumeRole(roleArn);
    for (const credentials of [key, { ...key, sessionToken: `${sessionToken}x` }])
      expectError(
        await call("/items", { credentials }),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
  });
});

test("gateway responses customize each failure by its type", async () => {
  const template =
    '{"type":"$context.error.responseType","caller":"$context.identity.caller","message":$context.error.messageString}';
  const named = (status: string) => ({ statusCode: status, responseTemplates: { "application/json": template } });
  const served = await cloud.serve(
    openApi(
      { "/items": { get: iam() } },
      {
        ...iam.scheme,
        "x-amazon-apigateway-gateway-responses": {
          MISSING_AUTHENTICATION_TOKEN: named("401"),
          INVALID_SIGNATURE: named("410"),
          EXPIRED_TOKEN: named("411"),
          ACCESS_DENIED: named("412"),
        },
      },
    ),
  );
  const get = async (request: ApiRequest) => {
    const { status, body } = await callApi(`${served.url}/items`, request);
    return [status, JSON.parse(body).type];
  };
  const credentials = user();
  const roleArn = `arn:aws:iam::${cloud.test.account}:role/any`;
  expect(await get({})).toEqual([401, "MISSING_AUTHENTICATION_TOKEN"]);
  expect(await get({ headers: { authorization: "Bearer x" } })).toEqual([401, "MISSING_AUTHENTICATION_TOKEN"]);
  expect(await get({ credentials, region: "us-east-1" })).toEqual([410, "INVALID_SIGNATURE"]);
  expect(await get({ credentials: cloud.test.assumeRole(roleArn, 0) })).toEqual([411, "EXPIRED_TOKEN"]);
  const silent = await callApi(`${served.url}/items`, {
    credentials: user(policyOf({ Effect: "Allow", Action: "s3:*", Resource: "*" })),
  });
  expect([silent.status, JSON.parse(silent.body)]).toEqual([
    412,
    {
      type: "ACCESS_DENIED",
      caller: expect.stringMatching(/^AIDA/),
      message: expect.stringMatching(/^User: arn:.* because no identity-based policy allows/),
    },
  ]);
});

test("a method can require a signature and an API key", async () => {
  const both = iam({ security: [{ sigv4: [], api_key: [] }] });
  const served = await cloud.serve(openApi({ "/items": { get: both } }, iam.scheme));
  const unsigned = await callApi(`${served.url}/items`, { headers: { "x-api-key": "0123456789012345678901" } });
  expect(unsigned.headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
  const keyless = await callApi(`${served.url}/items`, { credentials: user() });
  expect([keyless.status, keyless.body]).toEqual([403, '{"message":"Forbidden"}']);
});
