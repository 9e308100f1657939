import {
  CreateDeploymentCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  DeleteStageCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  type PatchOperation,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { mock, openApi } from "./openapi-document.ts";

let cloud: ApiCloud;
beforeAll(async () => {
  cloud = await startApiCloud();
});
afterAll(() => cloud.test.stop());

const DOCUMENT = openApi({ "/": { get: mock() } });

function patch(restApiId: string, ...patchOperations: PatchOperation[]) {
  return cloud.gateway.send(new UpdateStageCommand({ restApiId, stageName: "dev", patchOperations }));
}

const replace = (path: string, value: string): PatchOperation => ({ op: "replace", path, value });

test("an API without methods, or with one that has no integration, cannot be deployed", async () => {
  const id = await cloud.createApi();
  await expect(cloud.deploy(id)).rejects.toMatchObject({
    name: "BadRequestException",
    message: "The REST API doesn't contain any methods",
  });
  await cloud.importApi(id, openApi({ "/": { get: { responses: { 200: { description: "ok" } } } } }));
  await expect(cloud.deploy(id)).rejects.toMatchObject({
    name: "BadRequestException",
    message: "No integration defined for method",
  });
});

test("the first deployment creates the stage with AWS's defaults, the next one updates it", async () => {
  const { id: restApiId } = await cloud.serve(DOCUMENT);
  const first = await cloud.gateway.send(new GetStageCommand({ restApiId, stageName: "dev" }));
  expect(first).toEqual({
    $metadata: expect.anything(),
    deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
    stageName: "dev",
    cacheClusterEnabled: false,
    cacheClusterStatus: "NOT_AVAILABLE",
    methodSettings: {},
    tracingEnabled: false,
    createdDate: expect.any(Date),
    lastUpdatedDate: expect.any(Date),
  });
  const deploymentId = await cloud.deploy(restApiId);
  const { item = [] } = await cloud.gateway.send(new GetStagesCommand({ restApiId }));
  expect(item.map((stage) => stage.deploymentId)).toEqual([deploymentId]);
});

test("a stage name with other characters is rejected", async () => {
  const id = await cloud.createApi();
  await cloud.importApi(id, DOCUMENT);
  await expect(cloud.deploy(id, "my stage")).rejects.toMatchObject({ name: "BadRequestException" });
});

test("a deployment that a stage serves cannot be deleted, an old one can", async () => {
  const { id: restApiId } = await cloud.serve(DOCUMENT);
  const { items: [old] = [] } = await cloud.gateway.send(new GetDeploymentsCommand({ restApiId }));
  const remove = new DeleteDeploymentCommand({ restApiId, deploymentId: old?.id });
  await expect(cloud.gateway.send(remove)).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Active stages pointing to this deployment must be moved or deleted",
  });
  await cloud.deploy(restApiId);
  expect((await cloud.gateway.send(remove)).$metadata.httpStatusCode).toBe(202);
  await expect(
    cloud.gateway.send(new GetDeploymentCommand({ restApiId, deploymentId: old?.id })),
  ).rejects.toMatchObject({ name: "NotFoundException" });
});

test("deployments are listed in pages of 25, with their methods on request", async () => {
  const { id: restApiId } = await cloud.serve(DOCUMENT);
  for (let count = 1; count < 27; count += 1)
    await cloud.gateway.send(new CreateDeploymentCommand({ restApiId, description: `number ${count}` }));
  const { items = [], position } = await cloud.gateway.send(new GetDeploymentsCommand({ restApiId }));
  const { items: rest = [] } = await cloud.gateway.send(new GetDeploymentsCommand({ restApiId, position }));
  expect([items.length, rest.length]).toEqual([25, 2]);
  const deploymentId = rest.at(-1)?.id;
  const shown = await cloud.gateway.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ["apisummary"] }));
  expect(shown.apiSummary).toEqual({ "/": { GET: { authorizationType: "NONE", apiKeyRequired: false } } });
});

test("a stage can be created with tags, which UpdateStage cannot set", async () => {
  const { id: restApiId } = await cloud.serve(DOCUMENT);
  const deploymentId = await cloud.deploy(restApiId);
  const stage = { restApiId, stageName: "two", deploymentId, tags: { owner: "me" }, variables: { a: "1" } };
  expect(await cloud.gateway.send(new CreateStageCommand(stage))).toMatchObject({
    tags: { owner: "me" },
    variables: { a: "1" },
  });
  const resourceArn = `arn:aws:apigateway:${cloud.test.region}::/restapis/${restApiId}/stages/two`;
  expect((await cloud.gateway.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ owner: "me" });
  await expect(cloud.gateway.send(new CreateStageCommand(stage))).rejects.toMatchObject({ name: "ConflictException" });
  await expect(patch(restApiId, replace("/tags/owner", "you"))).rejects.toMatchObject({
    name: "BadRequestException",
    message: expect.stringMatching(/^Invalid method setting path: \/tags\/owner\. Must be one of: \[\/deploymentId, /),
  });
  await cloud.gateway.send(new DeleteStageCommand({ restApiId, stageName: "two" }));
  await expect(cloud.gateway.send(new GetStageCommand({ restApiId, stageName: "two" }))).rejects.toMatchObject({
    name: "NotFoundException",
    message: "Invalid stage identifier specified",
  });
});

test("throttles are set for all methods or for one, which starts with a copy of those of all", async () => {
  const { id } = await cloud.serve(DOCUMENT);
  const { methodSettings } = await patch(
    id,
    replace("/*/*/throttling/rateLimit", "50.5"),
    replace("/~1items~1{id}/GET/throttling/burstLimit", "7"),
  );
  expect(methodSettings).toMatchObject({
    "*/*": { throttlingRateLimit: 50.5, throttlingBurstLimit: 5000, metricsEnabled: false, cacheTtlInSeconds: 300 },
    "items/{id}/GET": { throttlingRateLimit: 50.5, throttlingBurstLimit: 7 },
  });
  const removed = await patch(id, { op: "remove", path: "/*/*" });
  expect(Object.keys(removed.methodSettings ?? {})).toEqual(["items/{id}/GET"]);
});

test("removing what is not set is rejected with AWS's message", async () => {
  const { id } = await cloud.serve(DOCUMENT);
  await expect(patch(id, { op: "remove", path: "/*/*" })).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Cannot remove method setting */* because there is no method setting for this method ",
  });
});

test.each([
  ["/*/*/logging/loglevel", "INFO"],
  ["/*/*/metrics/enabled", "true"],
  ["/cacheClusterEnabled", "true"],
])("%s is rejected as unsupported", async (path, value) => {
  const { id } = await cloud.serve(DOCUMENT);
  await expect(patch(id, replace(path, value))).rejects.toMatchObject({
    name: "NotSupportedByLocalCloud",
    message: expect.stringContaining(path === "/*/*/logging/loglevel" ? "execution logging" : path),
  });
});

test("keeps settings of caching and tracing, which have no effect without a cache cluster and X-Ray", async () => {
  const { id } = await cloud.serve(DOCUMENT);
  const changed = await patch(id, replace("/*/*/caching/enabled", "true"), replace("/tracingEnabled", "true"));
  expect(changed).toMatchObject({ tracingEnabled: true, methodSettings: { "*/*": { cachingEnabled: true } } });
  expect(
    await patch(id, { op: "remove", path: "/*/*/caching/enabled" }, replace("/tracingEnabled", "false")),
  ).toMatchObject({
    tracingEnabled: false,
    methodSettings: { "*/*": { cachingEnabled: false } },
  });
});

test("disabled settings can be disabled", async () => {
  const { id } = await cloud.serve(DOCUMENT);
  const { methodSettings } = await patch(
    id,
    replace("/*/*/logging/loglevel", "OFF"),
    replace("/*/*/metrics/enabled", "false"),
    replace("/tracingEnabled", "false"),
  );
  expect(methodSettings).toMatchObject({ "*/*": { loggingLevel: "OFF", metricsEnabled: false } });
});

test("a call applies all of its patch operations or none", async () => {
  const { id: restApiId } = await cloud.serve(DOCUMENT);
  await expect(
    patch(restApiId, replace("/description", "changed"), replace("/*/*/throttling/rateLimit", "fast")),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  const stage = await cloud.gateway.send(new GetStageCommand({ restApiId, stageName: "dev" }));
  expect(stage.description).toBeUndefined();
});

test("a stage can be moved to another existing deployment", async () => {
  const { id } = await cloud.serve(DOCUMENT);
  const { id: deploymentId = "" } = await cloud.gateway.send(new CreateDeploymentCommand({ restApiId: id }));
  expect(await patch(id, replace("/deploymentId", deploymentId))).toMatchObject({ deploymentId });
  await expect(patch(id, replace("/deploymentId", "nosuch"))).rejects.toMatchObject({ name: "NotFoundException" });
});
