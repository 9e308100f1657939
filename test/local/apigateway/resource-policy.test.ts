import {
  APIGatewayClient,
  GetDeploymentCommand,
  GetExportCommand,
  GetMethodCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetStageCommand,
  PutRestApiCommand,
  UpdateMethodCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credentials } from "../../../src/local/services/iam/credentials.ts";
import { callApi } from "../../support/signed-request.ts";
import { createRole } from "../lambda/lambda-cloud.ts";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { iam, mock, openApi } from "./openapi-document.ts";

const ANY = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" };
const INVALID = "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.";
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const PATHS = { "/items": { get: iam(), post: mock() } };

let cloud: ApiCloud;
beforeAll(async () => {
  cloud = await startApiCloud();
});
afterAll(() => cloud.test.stop());

function policyOf(...statements: readonly object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

function documentWith(policy?: object): object {
  return openApi(PATHS, { ...iam.scheme, ...(policy && { "x-amazon-apigateway-policy": policy }) });
}

const importWith = async (policy?: object) => {
  const id = await cloud.createApi();
  await cloud.importApi(id, documentWith(policy));
  return id;
};

const setPolicy = (restApiId: string, value: string, gateway: APIGatewayClient = cloud.gateway) =>
  gateway.send(new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: "replace", path: "/policy", value }] }));

async function policyOfApi(restApiId: string): Promise<unknown> {
  const { policy } = await cloud.gateway.send(new GetRestApiCommand({ restApiId }));
  return policy === undefined ? undefined : JSON.parse(JSON.parse(`"${policy}"`));
}

describe("a resource policy", () => {
  test("is returned escaped, with short resources as ARNs", async () => {
    const id = await importWith(policyOf(ANY));
    const { policy } = await cloud.gateway.send(new GetRestApiCommand({ restApiId: id }));
    const arn = `arn:aws:execute-api:eu-west-1:${cloud.test.account}:${id}`;
    expect(policy).toContain(`\\"Resource\\":\\"${arn}\\/*\\"`);
    expect(await policyOfApi(id)).toEqual(policyOf({ ...ANY, Resource: `${arn}/*` }));
  });

  test("can be set at creation", async () => {
    const id = await cloud.createApi({ policy: JSON.stringify(policyOf(ANY)) });
    expect(await policyOfApi(id)).toMatchObject({ Statement: [{ Resource: expect.stringContaining(`:${id}/*`) }] });
    await expect(cloud.createApi({ policy: "{}" })).rejects.toMatchObject({ message: INVALID });
  });

  test("is replaced and removed by a patch, and by an import without one", async () => {
    const id = await importWith();
    expect(await policyOfApi(id)).toBeUndefined();
    await setPolicy(id, JSON.stringify(policyOf({ ...ANY, Resource: ["execute-api:/dev/GET/*"] })));
    expect(await policyOfApi(id)).toMatchObject({
      Statement: [{ Resource: [expect.stringMatching(/\/dev\/GET\/\*$/)] }],
    });
    await setPolicy(id, "");
    expect(await policyOfApi(id)).toBeUndefined();
    await cloud.importApi(id, documentWith(policyOf(ANY)));
    await cloud.importApi(id, documentWith());
    expect(await policyOfApi(id)).toBeUndefined();
  });

  test.each([
    ["another action", { ...ANY, Action: "s3:GetObject" }],
    ["another resource", { ...ANY, Resource: "arn:aws:s3:::bucket" }],
    ["no resource", { ...ANY, Resource: undefined }],
    ["no principal", { ...ANY, Principal: undefined }],
    ["an invalid address", { ...ANY, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/33" } } }],
    ["a missing role", { ...ANY, Principal: { AWS: "arn:aws:iam::000000000000:role/missing" } }],
    ["a missing user", { ...ANY, Principal: { AWS: ["*", "arn:aws:iam::000000000000:user/missing"] } }],
    ["an unknown form", { ...ANY, Principal: { AWS: "a-name" } }],
  ])("with %s is rejected, and nothing is imported", async (_, statement) => {
    const id = await cloud.createApi();
    const policy = JSON.parse(JSON.stringify(policyOf(statement)).replaceAll("000000000000", cloud.test.account));
    await expect(cloud.importApi(id, documentWith(policy))).rejects.toMatchObject({
      name: "BadRequestException",
      message: INVALID,
    });
    const { items = [] } = await cloud.gateway.send(new GetResourcesCommand({ restApiId: id }));
    expect(items.map(({ path }) => path)).toEqual(["/"]);
    await expect(setPolicy(id, "no JSON")).rejects.toMatchObject({ name: "BadRequestException", message: INVALID });
  });

  test("requires UpdateRestApiPolicy in addition to the call's own permission", async () => {
    const id = await importWith();
    const allow = (Action: readonly string[]) => JSON.stringify(policyOf({ Effect: "Allow", Action, Resource: "*" }));
    const clientOf = (...actions: readonly string[]) =>
      new APIGatewayClient({ ...cloud.test.clientConfig, credentials: cloud.test.addUser([allow(actions)]) });
    const put = (document: object) =>
      new PutRestApiCommand({ restApiId: id, mode: "overwrite", body: Buffer.from(JSON.stringify(document)) });
    const denied = {
      name: "AccessDeniedException",
      message: expect.stringContaining("apigateway:UpdateRestApiPolicy"),
    };
    const limited = clientOf("apigateway:PUT", "apigateway:PATCH");
    await limited.send(put(documentWith()));
    await expect(limited.send(put(documentWith(policyOf(ANY))))).rejects.toMatchObject(denied);
    await expect(setPolicy(id, JSON.stringify(policyOf(ANY)), limited)).rejects.toMatchObject(denied);
    const full = clientOf("apigateway:PUT", "apigateway:PATCH", "apigateway:UpdateRestApiPolicy");
    await full.send(put(documentWith(policyOf(ANY))));
    await expect(limited.send(put(documentWith()))).rejects.toMatchObject(denied);
  });

  test("may name a role only while it exists", async () => {
    const identities = new IAMClient(cloud.test.clientConfig);
    const { Role } = await identities.send(
      new CreateRoleCommand({ RoleName: "named", AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
    );
    const policy = JSON.stringify(policyOf({ ...ANY, Principal: { AWS: Role?.Arn } }));
    const id = await importWith();
    await setPolicy(id, policy);
    expect(await policyOfApi(id)).toMatchObject({ Statement: [{ Principal: { AWS: Role?.Arn } }] });
    await identities.send(new DeleteRoleCommand({ RoleName: "named" }));
    expect(await policyOfApi(id)).toMatchObject({ Statement: [{ Principal: { AWS: Role?.RoleId } }] });
    await expect(setPolicy(id, policy)).rejects.toMatchObject({ name: "BadRequestException", message: INVALID });
  });
});

test("resources, export and summary show who may call a method", async () => {
  const paths = {
    "/signed": { get: iam(), put: mock({ more: { "x-amazon-apigateway-auth": { type: "AWS_IAM" } } }) },
    "/keyed": {
      get: mock({ more: { security: [{ api_key: [] }] } }),
      post: iam({ security: [{ api_key: [], sigv4: [] }] }),
    },
    "/open": { get: mock({ more: { "x-amazon-apigateway-auth": { type: "NONE" } } }), put: mock() },
  };
  const policy = policyOf({ ...ANY, Resource: "*" });
  const { id } = await cloud.serve(
    openApi(paths, { ...iam.scheme, security: [{ sigv4: [] }], "x-amazon-apigateway-policy": policy }),
  );
  const { items = [] } = await cloud.gateway.send(new GetResourcesCommand({ restApiId: id, embed: ["methods"] }));
  const methods = items.flatMap(({ path, resourceMethods = {} }) =>
    Object.entries(resourceMethods).map(([verb, { authorizationType, apiKeyRequired }]) => [
      `${verb} ${path}`,
      `${authorizationType}${apiKeyRequired ? " with key" : ""}`,
    ]),
  );
  expect(Object.fromEntries(methods)).toEqual({
    "GET /signed": "AWS_IAM",
    "PUT /signed": "AWS_IAM",
    "GET /keyed": "NONE with key",
    "POST /keyed": "AWS_IAM with key",
    "GET /open": "NONE",
    "PUT /open": "NONE",
  });
  const exported = await cloud.gateway.send(
    new GetExportCommand({
      restApiId: id,
      stageName: "dev",
      exportType: "oas30",
      parameters: { extensions: "apigateway" },
    }),
  );
  const document = JSON.parse(Buffer.from(exported.body ?? []).toString("utf8"));
  expect(document.paths["/keyed"].post.security).toEqual([{ api_key: [] }, { sigv4: [] }]);
  expect(document.paths["/open"].get.security).toBeUndefined();
  expect(document.components).toEqual(iam.scheme.components);
  expect(document["x-amazon-apigateway-policy"]).toEqual(policy);
  const copy = await cloud.createApi();
  await cloud.importApi(copy, document);
  const { deploymentId } = await cloud.gateway.send(new GetStageCommand({ restApiId: id, stageName: "dev" }));
  const { apiSummary } = await cloud.gateway.send(
    new GetDeploymentCommand({ restApiId: id, deploymentId, embed: ["apisummary"] }),
  );
  expect(apiSummary?.["/keyed"]?.POST).toEqual({ authorizationType: "AWS_IAM", apiKeyRequired: true });
});

test("an undefined security scheme is rejected", async () => {
  const id = await cloud.createApi();
  const withScheme = (scheme: object) =>
    openApi(
      { "/": { get: mock({ more: { security: [{ other: [] }] } }) } },
      { components: { securitySchemes: scheme } },
    );
  await expect(cloud.importApi(id, withScheme({}))).rejects.toMatchObject({ name: "BadRequestException" });
});

describe("the decision on a request", () => {
  const OTHER_ACCOUNT = "999988887777";
  const IDENTITY = {
    allow: { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" },
    deny: { Effect: "Deny", Action: "execute-api:*", Resource: "*" },
    silent: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
  };
  const RESOURCE = {
    allow: ANY,
    deny: { ...ANY, Effect: "Deny" },
    silent: { ...ANY, Resource: "execute-api:/other/*" },
  };
  const endings = {
    "-": undefined,
    "identity silent": "because no identity-based policy allows the execute-api:Invoke action",
    "resource silent": "because no resource-based policy allows the execute-api:Invoke action",
    "identity denies": "with an explicit deny in an identity-based policy",
    "resource denies": "with an explicit deny in a resource-based policy",
  };
  const urls = new Map<string, string>();
  beforeAll(async () => {
    for (const [name, statement] of Object.entries(RESOURCE))
      urls.set(name, (await cloud.serve(documentWith(policyOf(statement)))).url);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html, tables A and B
  test.each<readonly [keyof typeof IDENTITY, keyof typeof RESOURCE, keyof typeof endings, keyof typeof endings]>([
    ["allow", "allow", "-", "-"],
    ["allow", "silent", "-", "resource silent"],
    ["allow", "deny", "resource denies", "resource denies"],
    ["silent", "allow", "-", "identity silent"],
    ["silent", "silent", "identity silent", "identity silent"],
    ["silent", "deny", "resource denies", "resource denies"],
    ["deny", "allow", "identity denies", "identity denies"],
    ["deny", "silent", "identity denies", "identity denies"],
    ["deny", "deny", "identity denies", "identity denies"],
  ])("identity policy: %s, resource policy: %s", async (identity, resource, sameAccount, otherAccount) => {
    for (const [account, expected] of [
      [cloud.test.account, sameAccount],
      [OTHER_ACCOUNT, otherAccount],
    ] as const) {
      const credentials = cloud.test.addUser([JSON.stringify(policyOf(IDENTITY[identity]))], account);
      const { status, headers, body } = await callApi(`${urls.get(resource)}/items`, { credentials });
      const ending = endings[expected];
      expect(status, account).toBe(ending === undefined ? 200 : 403);
      if (ending === undefined) continue;
      expect(headers["x-amzn-errortype"]).toBe("AccessDeniedException");
      const { Message } = JSON.parse(body);
      expect(Message.startsWith(`User: arn:aws:iam::${account}:user/`)).toBe(true);
      expect(Message.endsWith(`/dev/GET/items ${ending}`), Message).toBe(true);
    }
  });

  test("without a signature depends on the resource policy alone", async () => {
    const post = async (resource: string, credentials?: Credentials) => {
      const { status, body } = await callApi(`${urls.get(resource)}/items`, {
        method: "POST",
        ...(credentials && { credentials }),
      });
      return status === 200 ? status : String(JSON.parse(body).Message);
    };
    expect(await post("allow")).toBe(200);
    const silent = await post("silent", cloud.test.credentials);
    expect(silent).toMatch(
      /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:\*{8}\d{4}:\w+\/dev\/POST\/items because no resource-based policy allows/,
    );
    expect(await post("deny")).toMatch(/with an explicit deny in a resource-based policy$/);
  });

  test("changes only with a new deployment", async () => {
    const id = await importWith(policyOf(RESOURCE.deny));
    await cloud.deploy(id);
    const url = `${cloud.test.cloud.edge.urlOf(id)}/dev/items`;
    const status = async () => (await callApi(url, { method: "POST" })).status;
    expect(await status()).toBe(403);
    await setPolicy(id, "");
    expect(await status()).toBe(403);
    await cloud.deploy(id);
    expect(await status()).toBe(200);
    await cloud.importApi(id, openApi({ "/items": { post: iam() } }, iam.scheme));
    const method = new GetMethodCommand({ restApiId: id, resourceId: await resourceId(id), httpMethod: "POST" });
    expect(await cloud.gateway.send(method)).toMatchObject({ authorizationType: "AWS_IAM" });
    expect(await status()).toBe(200);
    await cloud.deploy(id);
    expect(await status()).toBe(403);
  });

  test("follows a patched method with the next deployment", async () => {
    const id = await importWith();
    await cloud.deploy(id);
    const url = `${cloud.test.cloud.edge.urlOf(id)}/dev/items`;
    const status = async () => (await callApi(url)).status;
    const method = { restApiId: id, resourceId: await resourceId(id), httpMethod: "GET" };
    const patch = (path: string, value: string) =>
      cloud.gateway.send(
        new UpdateMethodCommand({ ...method, patchOperations: [{ op: "replace" as const, path, value }] }),
      );
    expect(await patch("/authorizationType", "NONE")).toMatchObject({ authorizationType: "NONE", httpMethod: "GET" });
    expect(await status()).toBe(403);
    await cloud.deploy(id);
    expect(await status()).toBe(200);
    expect(await patch("/apiKeyRequired", "true")).toMatchObject({ apiKeyRequired: true });
    await expect(patch("/authorizationType", "CUSTOM")).rejects.toMatchObject({ name: "NotSupportedByLocalCloud" });
    await expect(patch("/authorizationType", "SOME")).rejects.toMatchObject({ name: "BadRequestException" });
    expect(await cloud.gateway.send(new GetMethodCommand(method))).toMatchObject({
      authorizationType: "NONE",
      apiKeyRequired: true,
    });
    await cloud.deploy(id);
    expect(await status()).toBe(403);
  });

  test("distinguishes addresses", async () => {
    const statusWith = async (condition: object) => {
      const { url } = await cloud.serve(documentWith(policyOf({ ...ANY, Condition: condition })));
      return (await callApi(`${url}/items`, { method: "POST", headers: { "x-forwarded-for": "10.1.2.3" } })).status;
    };
    const source = (...ranges: readonly string[]) => ({ "aws:SourceIp": ranges });
    expect(await statusWith({ IpAddress: source("10.0.0.0/8", "127.0.0.1") })).toBe(200);
    expect(await statusWith({ IpAddress: source("127.0.0.0/8") })).toBe(200);
    expect(await statusWith({ IpAddress: source("0.0.0.0/0") })).toBe(200);
    expect(await statusWith({ IpAddress: source("10.0.0.0/8", "::/0", "127.0.0.0/32") })).toBe(403);
    expect(await statusWith({ NotIpAddress: source("10.0.0.0/8", "2001:db8::/32") })).toBe(200);
    expect(await statusWith({ NotIpAddress: source("10.0.0.0/8", "127.0.0.1/32") })).toBe(403);
  });

  test("distinguishes principals", async () => {
    const roleArn = await createRole(
      new IAMClient(cloud.test.clientConfig),
      "principal",
      ["s3:GetObject"],
      "lambda.amazonaws.com",
    );
    const sessionArn = `arn:aws:sts::${cloud.test.account}:assumed-role/principal/session`;
    const silent = JSON.stringify(policyOf(IDENTITY.silent));
    const allowed = JSON.stringify(policyOf(IDENTITY.allow));
    const session = cloud.test.assumeRole(roleArn);
    const [own, ofOwn] = [cloud.test.addUser([silent]), cloud.test.addUser([allowed])];
    const [other, otherSilent] = [
      cloud.test.addUser([allowed], OTHER_ACCOUNT),
      cloud.test.addUser([silent], OTHER_ACCOUNT),
    ];
    const ownArn = Object.values(cloud.test.cloud.iam.data.users).find(
      ({ secretAccessKey }) => secretAccessKey === own.secretAccessKey,
    )?.arn;
    const statusesWith = async (principal: object | string, more: object = {}) => {
      const { url } = await cloud.serve(documentWith(policyOf({ ...ANY, Principal: principal, ...more })));
      const callers = { session, own, ofOwn, other, otherSilent };
      const reached = await Promise.all(
        Object.entries(callers).map(async ([name, credentials]) =>
          (await callApi(`${url}/items`, { credentials })).status === 200 ? name : "",
        ),
      );
      return reached.filter(Boolean).join(" ");
    };
    expect(await statusesWith("*")).toBe("session own ofOwn other");
    expect(await statusesWith({ AWS: "*" })).toBe("session own ofOwn other");
    expect(await statusesWith({ AWS: roleArn })).toBe("session ofOwn");
    expect(await statusesWith({ AWS: sessionArn })).toBe("session ofOwn");
    expect(await statusesWith({ AWS: ownArn })).toBe("own ofOwn");
    // A policy that names only the API's own account delegates to the identity policies of its users.
    expect(await statusesWith({ AWS: cloud.test.account })).toBe("ofOwn");
    expect(await statusesWith({ AWS: OTHER_ACCOUNT })).toBe("ofOwn other");
    expect(await statusesWith({ AWS: [`arn:aws:iam::${OTHER_ACCOUNT}:root`, roleArn] })).toBe("session ofOwn other");
    expect(await statusesWith({ AWS: OTHER_ACCOUNT }, { Effect: "Deny" })).toBe("ofOwn");
    expect(await statusesWith({ AWS: cloud.test.account }, { Effect: "Deny" })).toBe("");
    const byRole = { Condition: { ArnEquals: { "aws:PrincipalArn": roleArn } } };
    expect(await statusesWith("*", byRole)).toBe("session ofOwn");
    const byAccount = { Condition: { StringEquals: { "aws:PrincipalAccount": OTHER_ACCOUNT } } };
    expect(await statusesWith("*", byAccount)).toBe("ofOwn other");
  });

  test("does not mistake a new role for a deleted one with the same name", async () => {
    const identities = new IAMClient(cloud.test.clientConfig);
    const create = () => createRole(identities, "again", [], "lambda.amazonaws.com");
    const roleArn = await create();
    const { id, url } = await cloud.serve(documentWith(policyOf({ ...ANY, Principal: { AWS: roleArn } })));
    const status = async () => (await callApi(`${url}/items`, { credentials: cloud.test.assumeRole(roleArn) })).status;
    expect(await status()).toBe(200);
    await identities.send(new DeleteRoleCommand({ RoleName: "again" }));
    await create();
    expect(await status()).toBe(403);
    await setPolicy(id, JSON.stringify(policyOf({ ...ANY, Principal: { AWS: roleArn } })));
    await cloud.deploy(id);
    expect(await status()).toBe(200);
  });

  test("shows an account by the ARN of its root", async () => {
    const id = await importWith(policyOf({ ...ANY, Principal: { AWS: [OTHER_ACCOUNT] } }));
    const root = `arn:aws:iam::${OTHER_ACCOUNT}:root`;
    expect(await policyOfApi(id)).toMatchObject({ Statement: [{ Principal: { AWS: [root] } }] });
  });

  test("distinguishes stages, methods and paths", async () => {
    const id = await importWith(
      policyOf({ ...ANY, Resource: ["execute-api:/dev/POST/it?ms", "execute-api:/prod/GET/*"] }),
    );
    await cloud.deploy(id);
    await cloud.deploy(id, "prod");
    const url = cloud.test.cloud.edge.urlOf(id);
    expect((await callApi(`${url}/dev/items`, { method: "POST" })).status).toBe(200);
    expect((await callApi(`${url}/prod/items`, { method: "POST" })).status).toBe(403);
    expect((await callApi(`${url}/dev/items/`, { method: "POST" })).status).toBe(200);
  });
});

async function resourceId(restApiId: string): Promise<string> {
  const { items = [] } = await cloud.gateway.send(new GetResourcesCommand({ restApiId }));
  return items.find(({ path }) => path === "/items")?.id ?? "";
}
