import {
  CreateDeploymentCommand,
  DeleteRestApiCommand,
  GetRestApisCommand,
  PutRestApiCommand,
  UpdateAccountCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { AttachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedTime, simulatedTime } from "../../support/simulated-time.ts";
import { type ApiCloud, apiCloudOf, startApiCloud } from "../apigateway/api-cloud.ts";
import { mock, openApi } from "../apigateway/openapi-document.ts";
import { createRole } from "../lambda/lambda-cloud.ts";

let time: SimulatedTime;
let cloud: ApiCloud;
beforeAll(async () => {
  time = simulatedTime();
  cloud = await startApiCloud({ clock: time, timing: { mode: "realistic" } });
});
afterAll(() => cloud.test.stop());

const LOGS_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";

function documentOf(body: string) {
  return openApi({ "/": { get: mock({ body }) } });
}

/** Waits until no rate limit of earlier calls applies. */
async function waitForRateLimits(): Promise<void> {
  await time.sleep(31_000);
}

test("a resource policy may name a role only a few seconds after its creation", async () => {
  await waitForRateLimits();
  const id = await cloud.createApi();
  const role = await createRole(new IAMClient(cloud.test.clientConfig), "granted", [], "lambda.amazonaws.com");
  const Statement = [{ Effect: "Allow", Principal: { AWS: role }, Action: "execute-api:Invoke", Resource: "*" }];
  const value = JSON.stringify({ Version: "2012-10-17", Statement });
  const patchOperations = [{ op: "replace" as const, path: "/policy", value }];
  const set = () => cloud.gateway.send(new UpdateRestApiCommand({ restApiId: id, patchOperations }));
  await expect(set()).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
  });
  await waitForRateLimits();
  expect(await set()).toMatchObject({ policy: expect.stringContaining("granted") });
});

test("the account's role for logs is rejected until API Gateway can assume it, and each attempt counts", async () => {
  const iam = new IAMClient(cloud.test.clientConfig);
  const value = await createRole(iam, "gateway-logs", [], "apigateway.amazonaws.com");
  await iam.send(new AttachRolePolicyCommand({ RoleName: "gateway-logs", PolicyArn: LOGS_POLICY }));
  const set = () =>
    cloud.gateway.send(
      new UpdateAccountCommand({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] }),
    );
  await expect(set()).rejects.toMatchObject({
    name: "BadRequestException",
    message: expect.stringContaining("does not have required permissions configured"),
  });
  await time.sleep(10_000);
  await expect(set()).rejects.toMatchObject({ name: "TooManyRequestsException" });
  await time.sleep(10_000);
  expect((await set()).cloudwatchRoleArn).toBe(value);
});

test.each([
  ["CreateRestApi", 3, (id: string) => cloud.createApi({ name: `${id} more` })],
  ["PutRestApi", 1, (id: string) => cloud.importApi(id, documentOf("again"))],
  ["CreateDeployment", 5, (id: string) => cloud.deploy(id)],
])("%s is accepted once every %i s", async (_name, seconds, call: (id: string) => Promise<unknown>) => {
  await waitForRateLimits();
  const id = await cloud.createApi();
  await cloud.importApi(id, documentOf("one"));
  await waitForRateLimits();
  // Both must have ended, because a call that still runs would conflict with the next one.
  const outcomes = await Promise.allSettled([call(id), call(id)]);
  expect(outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []))).toMatchObject([
    {
      name: "TooManyRequestsException",
      retryAfterSeconds: String(seconds),
      $metadata: { httpStatusCode: 429 },
    },
  ]);
  await time.sleep(seconds * 1000);
  await call(id);
});

test("DeleteRestApi is accepted once every 30 s, and returns how long to wait", async () => {
  await waitForRateLimits();
  const [one, other] = [await cloud.createApi(), await waitForRateLimits().then(() => cloud.createApi())];
  await cloud.gateway.send(new DeleteRestApiCommand({ restApiId: one }));
  await time.sleep(10_000);
  await expect(cloud.gateway.send(new DeleteRestApiCommand({ restApiId: other }))).rejects.toMatchObject({
    name: "TooManyRequestsException",
    retryAfterSeconds: expect.stringMatching(/^(19|20)$/),
  });
  await time.sleep(20_000);
  await cloud.gateway.send(new DeleteRestApiCommand({ restApiId: other }));
});

test("API Gateway accepts ten calls per second in total, with a burst of forty", async () => {
  await waitForRateLimits();
  const startedAt = time.now();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 60 }, () => cloud.gateway.send(new GetRestApisCommand({}))),
  );
  const taken = outcomes.filter(({ status }) => status === "fulfilled").length;
  expect(taken).toBeGreaterThanOrEqual(40);
  expect(taken).toBeLessThanOrEqual(41 + (time.now() - startedAt) / 100);
});

test("concurrent changes of an API conflict", async () => {
  await waitForRateLimits();
  const restApiId = await cloud.createApi();
  const body = Buffer.from(JSON.stringify(documentOf("one")));
  await time.sleep(3000);
  const outcomes = await Promise.allSettled([
    cloud.gateway.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body })),
    cloud.gateway.send(new CreateDeploymentCommand({ restApiId, stageName: "dev" })),
  ]);
  expect(outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.name : "taken")).sort()).toEqual([
    "ConflictException",
    "taken",
  ]);
});

test("a new stage does not respond at first, then intermittently, then always; a new deployment is served after a delay", async () => {
  await waitForRateLimits();
  const { id, url } = await cloud.serve(documentOf("old"));
  const look = async () => `${(await fetch(url)).status}`;
  expect(await look()).toBe("403");
  await time.sleep(4000);
  const flapping: string[] = [];
  for (let index = 0; index < 40; index += 1) flapping.push(await look());
  expect(new Set(flapping)).toEqual(new Set(["200", "403"]));
  await time.sleep(8000);
  const steady: string[] = [];
  for (let index = 0; index < 40; index += 1) steady.push(await look());
  expect(new Set(steady)).toEqual(new Set(["200"]));
  await cloud.importApi(id, documentOf("new"));
  await cloud.deploy(id);
  const body = async () => (await fetch(url)).text();
  expect(await body()).toBe("old");
  await time.sleep(3000);
  expect(await body()).toBe("new");
});

test("the same seed draws the same times, another seed others", async () => {
  const timesOf = async (seed: number) => {
    const shared = simulatedTime();
    const local = await startApiCloud({ clock: shared, timing: { mode: "realistic", seed } });
    const { timing } = local.test.cloud;
    await local.test.stop();
    return [
      timing.delay("table-active", "items"),
      timing.delay("role-assumable", "create"),
      timing.latency("s3", "PutObject"),
    ];
  };
  expect(await timesOf(1)).toEqual(await timesOf(1));
  expect(await timesOf(1)).not.toEqual(await timesOf(2));
});

test("lists have pages as small as requested, and lose nothing", async () => {
  const shared = simulatedTime();
  const small = await startApiCloud({ clock: shared, timing: { pageLimit: 2 } });
  for (const name of ["a", "b", "c", "d", "e"]) await small.createApi({ name });
  const first = await small.gateway.send(new GetRestApisCommand({ limit: 500 }));
  expect(first.items).toHaveLength(2);
  const rest = await small.gateway.send(new GetRestApisCommand({ limit: 500, position: first.position }));
  expect(rest.items?.map(({ name }) => name)).toEqual(["c", "d"]);
  await apiCloudOf(small.test).test.stop();
});
