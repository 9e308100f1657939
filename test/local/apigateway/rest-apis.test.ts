import {
  APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetIntegrationCommand,
  GetMethodCommand,
  GetResourceCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetTagsCommand,
  type PatchOperation,
  paginateGetRestApis,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { mock, openApi } from "./openapi-document.ts";

let cloud: ApiCloud;
beforeAll(async () => {
  cloud = await startApiCloud();
});
afterAll(() => cloud.test.stop());

const REGIONAL = { types: ["REGIONAL" as const] };

test("a new API has an ID in AWS's format, its tags, and AWS's defaults", async () => {
  const { $metadata, ...created } = await cloud.gateway.send(
    new CreateRestApiCommand({
      name: "todo",
      description: "mine",
      endpointConfiguration: REGIONAL,
      tags: { owner: "me" },
    }),
  );
  expect($metadata.httpStatusCode).toBe(201);
  expect(created).toEqual({
    id: expect.stringMatching(/^[a-z0-9]{10}$/),
    name: "todo",
    description: "mine",
    createdDate: expect.any(Date),
    apiKeySource: "HEADER",
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
    tags: { owner: "me" },
    disableExecuteApiEndpoint: false,
    rootResourceId: expect.stringMatching(/^[a-z0-9]{10}$/),
  });
  const { $metadata: _, ...read } = await cloud.gateway.send(new GetRestApiCommand({ restApiId: created.id }));
  expect(read).toEqual(created);
});

test("the same name creates a second API", async () => {
  const [first, second] = [await cloud.createApi({ name: "twin" }), await cloud.createApi({ name: "twin" })];
  expect(first).not.toBe(second);
});

test("AWS's default endpoint type, EDGE, is rejected by name", async () => {
  await expect(cloud.gateway.send(new CreateRestApiCommand({ name: "edge" }))).rejects.toMatchObject({
    name: "NotSupportedByLocalCloud",
    message: expect.stringContaining("EDGE"),
  });
});

test("an empty description is rejected as on AWS", async () => {
  await expect(cloud.createApi({ description: "" })).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Description cannot be an empty string",
  });
});

test("an unknown API is not found, and IDs are case-sensitive", async () => {
  const id = await cloud.createApi();
  for (const unknown of ["abcdefghij", id.toUpperCase()])
    await expect(cloud.gateway.send(new GetRestApiCommand({ restApiId: unknown }))).rejects.toMatchObject({
      name: "NotFoundException",
      message: `Invalid API identifier specified ${cloud.test.account}:${unknown}`,
      $metadata: { httpStatusCode: 404 },
    });
});

test("APIs are listed in pages of 25, and no page shifts if an API is deleted between pages", async () => {
  const other = await startApiCloud();
  const ids = await Promise.all(Array.from({ length: 30 }, () => other.createApi()));
  const { items: first = [], position } = await other.gateway.send(new GetRestApisCommand({}));
  expect(first).toHaveLength(25);
  await other.gateway.send(new DeleteRestApiCommand({ restApiId: first[0]?.id }));
  const { items: second = [], position: end } = await other.gateway.send(new GetRestApisCommand({ position }));
  expect(end).toBeUndefined();
  expect(new Set([...first, ...second].map(({ id }) => id))).toEqual(new Set(ids));

  const sizes: number[] = [];
  for await (const { items = [] } of paginateGetRestApis({ client: other.gateway, pageSize: 500 }, {}))
    sizes.push(items.length);
  expect(sizes).toEqual([29]);
  await other.test.stop();
});

test("the tags of an API can be set, removed and read by its ARN, whose account field is empty", async () => {
  const id = await cloud.createApi({ tags: { kept: "1", changed: "1" } });
  const resourceArn = `arn:aws:apigateway:${cloud.test.region}::/restapis/${id}`;
  await cloud.gateway.send(new TagResourceCommand({ resourceArn, tags: { changed: "2", more: "3" } }));
  await cloud.gateway.send(new UntagResourceCommand({ resourceArn, tagKeys: ["more"] }));
  const { tags } = await cloud.gateway.send(new GetTagsCommand({ resourceArn }));
  expect(tags).toEqual({ kept: "1", changed: "2" });
});

test("tags with the prefix aws: and ARNs of other resources are rejected", async () => {
  await expect(cloud.createApi({ tags: { "aws:mine": "1" } })).rejects.toMatchObject({ name: "BadRequestException" });
  const resourceArn = `arn:aws:apigateway:${cloud.test.region}:${cloud.test.account}:/restapis/abc`;
  await expect(cloud.gateway.send(new GetTagsCommand({ resourceArn }))).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Invalid ARN specified in the request",
  });
});

test("deleting an API deletes everything below it, and frees its port", async () => {
  const { id, url } = await cloud.serve(openApi({ "/": { get: mock() } }));
  expect((await fetch(url)).status).toBe(200);
  const { $metadata } = await cloud.gateway.send(new DeleteRestApiCommand({ restApiId: id }));
  expect($metadata.httpStatusCode).toBe(202);
  await expect(fetch(url)).rejects.toThrow();
  await expect(cloud.gateway.send(new DeleteRestApiCommand({ restApiId: id }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("an API exists in its region only", async () => {
  const restApiId = await cloud.createApi();
  const elsewhere = new APIGatewayClient({
    ...cloud.test.clientConfig,
    region: "us-east-1",
  });
  await expect(elsewhere.send(new GetRestApiCommand({ restApiId }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("name, description and disableExecuteApiEndpoint are patched; a call applies all of its operations or none", async () => {
  const restApiId = await cloud.createApi({ name: "patched" });
  const patch = (...operations: readonly (readonly [path: string, value: string])[]) =>
    cloud.gateway.send(
      new UpdateRestApiCommand({
        restApiId,
        patchOperations: operations.map(([path, value]) => ({ op: "replace", path, value })),
      }),
    );
  await expect(patch(["/name", "other"], ["/disableExecuteApiEndpoint", "maybe"])).rejects.toMatchObject({
    name: "BadRequestException",
  });
  const read = () => cloud.gateway.send(new GetRestApiCommand({ restApiId }));
  expect(await read()).toMatchObject({ name: "patched", disableExecuteApiEndpoint: false });
  await patch(["/name", "other"], ["/description", "said"], ["/disableExecuteApiEndpoint", "true"]);
  expect(await read()).toMatchObject({ name: "other", description: "said", disableExecuteApiEndpoint: true });
  await expect(patch(["/apiKeySource", "AUTHORIZER"])).rejects.toMatchObject({ name: "NotSupportedByLocalCloud" });
});

test("lists, endpoint and description of an API are patched as AWS patches them", async () => {
  const restApiId = await cloud.createApi({ description: "first" });
  const patch = (...patchOperations: PatchOperation[]) =>
    cloud.gateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
  const added = await patch(
    { op: "add", path: "/binaryMediaTypes/image~1png" },
    { op: "add", path: "/binaryMediaTypes/image~1jpeg" },
  );
  expect(added).toMatchObject({ binaryMediaTypes: ["image/png", "image/jpeg"], tags: {} });
  const replaced = await patch({ op: "replace", path: "/binaryMediaTypes/image~1png", value: "image/gif" });
  expect(replaced.binaryMediaTypes).toEqual(["image/jpeg", "image/gif"]);
  const removed = await patch(
    { op: "remove", path: "/binaryMediaTypes/image~1gif" },
    { op: "remove", path: "/description" },
  );
  expect(removed).toMatchObject({ binaryMediaTypes: ["image/jpeg"] });
  expect(removed.description).toBeUndefined();
  const dual = await patch({ op: "replace", path: "/endpointConfiguration/ipAddressType", value: "dualstack" });
  expect(dual.endpointConfiguration).toEqual({ types: ["REGIONAL"], ipAddressType: "dualstack" });
  await expect(patch({ op: "replace", path: "/nothing", value: "" })).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Invalid patch path /nothing",
  });
});

test("a resource, its methods and their integrations are read one by one", async () => {
  const { id: restApiId } = await cloud.serve(openApi({ "/items": { get: mock() } }));
  const { items = [] } = await cloud.gateway.send(new GetResourcesCommand({ restApiId }));
  const resourceId = items.find(({ path }) => path === "/items")?.id;
  const resource = await cloud.gateway.send(new GetResourceCommand({ restApiId, resourceId }));
  expect(resource).toMatchObject({ path: "/items", pathPart: "items", resourceMethods: { GET: {} } });
  const asked = { restApiId, resourceId, httpMethod: "GET" };
  const method = await cloud.gateway.send(new GetMethodCommand(asked));
  expect(method).toMatchObject({ httpMethod: "GET", authorizationType: "NONE", methodIntegration: { type: "MOCK" } });
  expect(await cloud.gateway.send(new GetIntegrationCommand(asked))).toMatchObject(method.methodIntegration ?? {});
  for (const [changed, message] of [
    [{ restApiId: "nosuch" }, "Invalid Resource identifier specified"],
    [{ resourceId: "nosuch" }, "Invalid Resource identifier specified"],
    [{ httpMethod: "POST" }, "Invalid Method identifier specified"],
    [{ httpMethod: "constructor" }, "Invalid Method identifier specified"],
  ] as const)
    await expect(cloud.gateway.send(new GetIntegrationCommand({ ...asked, ...changed }))).rejects.toMatchObject({
      name: "NotFoundException",
      message,
    });
});
