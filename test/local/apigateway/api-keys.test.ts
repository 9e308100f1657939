import {
  CreateApiKeyCommand,
  type CreateApiKeyCommandInput,
  type CreateApiKeyCommandOutput,
  CreateUsagePlanCommand,
  type CreateUsagePlanCommandInput,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  DeleteUsagePlanCommand,
  DeleteUsagePlanKeyCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  GetTagsCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  type PatchOperation,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiKeyCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEST_REGION } from "../../support/local-cloud.ts";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { mock, openApi } from "./openapi-document.ts";

let cloud: ApiCloud;
beforeAll(async () => {
  cloud = await startApiCloud();
});
afterAll(() => cloud.test.stop());

const createKey = (more: CreateApiKeyCommandInput = {}) =>
  cloud.gateway.send(new CreateApiKeyCommand({ name: "key", enabled: true, ...more }));
const patchKey = (apiKey: string, ...patchOperations: PatchOperation[]) =>
  cloud.gateway.send(new UpdateApiKeyCommand({ apiKey, patchOperations }));
const patchPlan = (usagePlanId: string, ...patchOperations: PatchOperation[]) =>
  cloud.gateway.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));

async function createPlan(more: Partial<CreateUsagePlanCommandInput> = {}): Promise<string> {
  const { id = "" } = await cloud.gateway.send(new CreateUsagePlanCommand({ name: "plan", ...more }));
  return id;
}

describe("API keys", () => {
  test("are disabled by default, and have a generated value", async () => {
    const { id, value, enabled, createdDate, stageKeys } = await cloud.gateway.send(new CreateApiKeyCommand({}));
    expect([enabled, stageKeys, createdDate]).toEqual([false, [], expect.any(Date)]);
    expect(id).toMatch(/^[a-z0-9]{10}$/);
    expect(value).toMatch(/^[A-Za-z0-9]{40}$/);
  });

  test("are listed newest first, by a prefix of the name, with values only on request", async () => {
    const [first, second] = [await createKey({ name: "list-1" }), await createKey({ name: "list-2" })];
    await createKey({ name: "List-3" });
    const { items = [] } = await cloud.gateway.send(new GetApiKeysCommand({ nameQuery: "list-" }));
    expect(items.map(({ id, value }) => [id, value])).toEqual([
      [second.id, undefined],
      [first.id, undefined],
    ]);
    const page = await cloud.gateway.send(new GetApiKeysCommand({ nameQuery: "list-", limit: 1, includeValues: true }));
    expect([page.items?.map(({ value }) => value), page.position]).toEqual([[second.value], expect.any(String)]);
    const next = await cloud.gateway.send(
      new GetApiKeysCommand({ nameQuery: "list-", limit: 1, position: page.position }),
    );
    expect([next.items?.map(({ id }) => id), next.position]).toEqual([[first.id], undefined]);
    const one = { apiKey: first.id ?? "", includeValue: true };
    expect((await cloud.gateway.send(new GetApiKeyCommand(one))).value).toBe(first.value);
    expect((await cloud.gateway.send(new GetApiKeyCommand({ ...one, includeValue: false }))).value).toBeUndefined();
  });

  test("accept a value of 20 to 128 characters that no other key has", async () => {
    const value = "v".repeat(20);
    expect((await createKey({ value })).value).toBe(value);
    await expect(createKey({ value })).rejects.toMatchObject({
      name: "ConflictException",
      message: "API Key already exists",
    });
    await expect(createKey({ value: "short" })).rejects.toThrow("API Key value should be at least 20 characters");
    await expect(createKey({ value: "v".repeat(129) })).rejects.toThrow(
      "API Key value exceeds maximum size of 128 characters",
    );
    await expect(createKey({ name: "n".repeat(1025) })).rejects.toThrow(
      "Invalid API Key name, can be at most 1024 characters.",
    );
  });

  test("are patched; AWS parses every text except true as false", async () => {
    const { id = "" } = await createKey();
    const patched = await patchKey(
      id,
      { op: "replace", path: "/enabled", value: "yes" },
      { op: "replace", path: "/description", value: "d" },
    );
    expect([patched.enabled, patched.description]).toEqual([false, "d"]);
    await expect(patchKey(id, { op: "replace", path: "/id", value: "x" })).rejects.toThrow(
      "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]",
    );
  });

  test("and usage plans have tags", async () => {
    const { id = "" } = await createKey({ tags: { a: "1" } });
    const plan = await createPlan({ tags: { a: "1" } });
    for (const path of [`/apikeys/${id}`, `/usageplans/${plan}`]) {
      const resourceArn = `arn:aws:apigateway:${TEST_REGION}::${path}`;
      await cloud.gateway.send(new TagResourceCommand({ resourceArn, tags: { b: "2" } }));
      await cloud.gateway.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
      expect((await cloud.gateway.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ b: "2" });
    }
    expect((await cloud.gateway.send(new GetApiKeyCommand({ apiKey: id }))).tags).toEqual({ b: "2" });
    expect((await cloud.gateway.send(new GetUsagePlanCommand({ usagePlanId: plan }))).tags).toEqual({ b: "2" });
    const { items = [] } = await cloud.gateway.send(new GetUsagePlansCommand({ limit: 500 }));
    expect(items.find((one) => one.id === plan)?.tags).toBeUndefined();
  });

  test("that do not exist are not found", async () => {
    const missing = { name: "NotFoundException", message: "Invalid API Key identifier specified" };
    await expect(cloud.gateway.send(new GetApiKeyCommand({ apiKey: "absent" }))).rejects.toMatchObject(missing);
    await expect(patchKey("absent")).rejects.toMatchObject(missing);
    await expect(cloud.gateway.send(new DeleteApiKeyCommand({ apiKey: "absent" }))).rejects.toMatchObject(missing);
  });
});

describe("usage plans", () => {
  let api: string;
  beforeAll(async () => {
    ({ id: api } = await cloud.serve(openApi({ "/items": { get: mock() } })));
  });

  const stagesOf = async (usagePlanId: string) =>
    (await cloud.gateway.send(new GetUsagePlanCommand({ usagePlanId }))).apiStages;

  test("add and remove stages", async () => {
    const plan = await createPlan();
    await patchPlan(plan, { op: "add", path: "/apiStages", value: `${api}:dev` });
    expect(await stagesOf(plan)).toEqual([{ apiId: api, stage: "dev" }]);
    await patchPlan(plan, { op: "remove", path: "/apiStages", value: `${api}:dev` });
    expect(await stagesOf(plan)).toEqual([]);
  });

  test("reject stages that do not exist", async () => {
    const plan = await createPlan();
    await expect(patchPlan(plan, { op: "add", path: "/apiStages", value: `${api}:prod` })).rejects.toMatchObject({
      name: "NotFoundException",
      message: `Invalid API Stage {api: ${api}, stage: prod} specified for usageplan ${plan}`,
    });
    await expect(patchPlan(plan, { op: "add", path: "/apiStages", value: api })).rejects.toMatchObject({
      name: "BadRequestException",
      message: "Invalid API Stage specified",
    });
    await expect(patchPlan(plan, { op: "remove", path: `/apiStages/${api}:dev` })).rejects.toThrow(
      `Invalid patch path  '/apiStages/${api}:dev' specified for op 'remove'. Must be one of: [/apiStages, /quota,`,
    );
    await expect(createPlan({ apiStages: [{ apiId: api, stage: "prod" }] })).rejects.toThrow("API Stage not found");
    await expect(patchPlan("absent")).rejects.toThrow("Invalid Usage Plan ID specified");
  });

  test("have limits, which patches change and remove", async () => {
    const plan = await createPlan({ throttle: { rateLimit: 1, burstLimit: 5 } });
    const quota = await patchPlan(
      plan,
      { op: "replace", path: "/quota/limit", value: "10" },
      { op: "replace", path: "/quota/period", value: "WEEK" },
      { op: "replace", path: "/throttle/rateLimit", value: "2.5" },
    );
    expect([quota.quota, quota.throttle]).toEqual([
      { limit: 10, offset: 0, period: "WEEK" },
      { rateLimit: 2.5, burstLimit: 5 },
    ]);
    const none = await patchPlan(plan, { op: "remove", path: "/quota" }, { op: "remove", path: "/throttle" });
    expect([none.quota, none.throttle]).toEqual([undefined, undefined]);
  });

  test("are deleted only without stages", async () => {
    const plan = await createPlan({ apiStages: [{ apiId: api, stage: "dev" }] });
    const deletion = () => cloud.gateway.send(new DeleteUsagePlanCommand({ usagePlanId: plan }));
    await expect(deletion()).rejects.toMatchObject({
      name: "BadRequestException",
      message: `Cannot delete Usage Plan ${plan} because there are API Stages associated with it, including ${api}:dev`,
    });
    await patchPlan(plan, { op: "remove", path: "/apiStages", value: `${api}:dev` });
    await deletion();
    await expect(stagesOf(plan)).rejects.toMatchObject({ name: "NotFoundException" });
  });

  test("lose a stage that is deleted, alone or with its API", async () => {
    const { id } = await cloud.serve(openApi({ "/items": { get: mock() } }));
    await cloud.deploy(id, "prod");
    const plan = await createPlan({ apiStages: ["dev", "prod"].map((stage) => ({ apiId: id, stage })) });
    await cloud.gateway.send(new DeleteStageCommand({ restApiId: id, stageName: "dev" }));
    expect(await stagesOf(plan)).toEqual([{ apiId: id, stage: "prod" }]);
    await cloud.gateway.send(new DeleteRestApiCommand({ restApiId: id }));
    expect(await stagesOf(plan)).toEqual([]);
  });

  test("have keys, whose lists contain the values", async () => {
    const plan = await createPlan();
    const key = await createKey({ name: "of-plan" });
    const ids = { usagePlanId: plan, keyId: key.id ?? "" };
    const added = await cloud.gateway.send(new CreateUsagePlanKeyCommand({ ...ids, keyType: "API_KEY" }));
    expect(added).toMatchObject({ id: key.id, type: "API_KEY", value: key.value, name: "of-plan" });
    const list = async () => (await cloud.gateway.send(new GetUsagePlanKeysCommand({ usagePlanId: plan }))).items;
    expect(await list()).toEqual([{ id: key.id, type: "API_KEY", value: key.value, name: "of-plan" }]);
    expect((await cloud.gateway.send(new GetUsagePlansCommand({ keyId: ids.keyId }))).items).toHaveLength(1);
    await expect(
      cloud.gateway.send(new CreateUsagePlanKeyCommand({ ...ids, keyType: "API_KEY" })),
    ).rejects.toMatchObject({ name: "ConflictException" });
    await cloud.gateway.send(new DeleteUsagePlanKeyCommand(ids));
    expect(await list()).toEqual([]);
    await cloud.gateway.send(new CreateUsagePlanKeyCommand({ ...ids, keyType: "API_KEY" }));
    await cloud.gateway.send(new DeleteApiKeyCommand({ apiKey: ids.keyId }));
    expect(await list()).toEqual([]);
    expect((await cloud.gateway.send(new GetUsagePlanKeysCommand({ usagePlanId: "absent" }))).items ?? []).toEqual([]);
  });
});

describe("a method that requires a key", () => {
  const KEYED = {
    "/items": {
      get: mock({ more: { security: [{ key: [] }] } }),
      options: mock(),
    },
    "/open": { get: mock() },
  };
  const SCHEME = { components: { securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } } } };
  let api: string;
  let url: string;
  let key: CreateApiKeyCommandOutput;
  let plan: string;
  beforeAll(async () => {
    ({ id: api, url } = await cloud.serve(openApi(KEYED, SCHEME)));
    key = await createKey();
    plan = await createPlan({ apiStages: [{ apiId: api, stage: "dev" }] });
    await addKey(plan, key);
  });

  const addKey = (usagePlanId: string, { id: keyId = "" }: CreateApiKeyCommandOutput) =>
    cloud.gateway.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: "API_KEY" }));
  const setEnabled = (value: string) => patchKey(key.id ?? "", { op: "replace", path: "/enabled", value });

  async function ask(value?: string, path = "/items"): Promise<readonly (number | string | null)[]> {
    const headers = value === undefined ? {} : { "X-API-Key": value };
    const response = await fetch(`${url}${path}`, { headers });
    return [response.status, await response.text(), response.headers.get("x-amzn-errortype")];
  }

  const OK = [200, "", null];
  const FORBIDDEN = [403, '{"message":"Forbidden"}', "ForbiddenException"];

  test("responds to a key of a plan with the stage", async () => {
    expect(await ask(key.value)).toEqual(OK);
  });

  test("rejects a request without a key, or with an unknown key or a key's ID", async () => {
    for (const value of [undefined, "", "k".repeat(40), key.id]) expect(await ask(value)).toEqual(FORBIDDEN);
    const wrongCase = key.value?.toLowerCase() === key.value ? key.value?.toUpperCase() : key.value?.toLowerCase();
    expect(await ask(wrongCase)).toEqual(FORBIDDEN);
    const inQuery = await fetch(`${url}/items?x-api-key=${key.value}`);
    expect(inQuery.status).toBe(403);
  });

  test("rejects a disabled key, and accepts it again", async () => {
    await setEnabled("false");
    expect(await ask(key.value)).toEqual(FORBIDDEN);
    await setEnabled("true");
    expect(await ask(key.value)).toEqual(OK);
  });

  test("rejects a key without a plan, of a plan for another stage, and a deleted one", async () => {
    const other = await createKey();
    expect(await ask(other.value)).toEqual(FORBIDDEN);
    await cloud.deploy(api, "prod");
    const otherPlan = await createPlan({ apiStages: [{ apiId: api, stage: "prod" }] });
    await addKey(otherPlan, other);
    expect(await ask(other.value)).toEqual(FORBIDDEN);
    await addKey(plan, other);
    expect(await ask(other.value)).toEqual(OK);
    await cloud.gateway.send(new DeleteApiKeyCommand({ apiKey: other.id }));
    expect(await ask(other.value)).toEqual(FORBIDDEN);
  });

  test("leaves other methods open, even with a wrong key", async () => {
    expect(await ask(undefined, "/open")).toEqual(OK);
    expect(await ask("wrong", "/open")).toEqual(OK);
    expect((await fetch(`${url}/items`, { method: "OPTIONS" })).status).toBe(200);
  });

  test("throttles each key of a plan separately, and counts its quota", async () => {
    const [first, second] = [await createKey(), await createKey()];
    const limited = await createPlan({ throttle: { rateLimit: 0.0001, burstLimit: 2 } });
    await addKey(limited, first);
    await addKey(limited, second);
    await patchPlan(limited, { op: "add", path: "/apiStages", value: `${api}:dev` });
    const statuses = [await ask(first.value), await ask(first.value), await ask(first.value), await ask(second.value)];
    expect(statuses.map(([status]) => status)).toEqual([200, 200, 429, 200]);
    expect(statuses[2]).toEqual([429, '{"message":"Too Many Requests"}', "TooManyRequestsException"]);
    await patchPlan(
      limited,
      { op: "remove", path: "/throttle" },
      { op: "replace", path: "/quota/limit", value: "1" },
      { op: "replace", path: "/quota/period", value: "DAY" },
    );
    expect((await ask(first.value))[0]).toBe(200);
    expect(await ask(first.value)).toEqual([429, '{"message":"Limit Exceeded"}', "LimitExceededException"]);
    expect((await ask(second.value))[0]).toBe(200);
  });

  test("rejects every request if the burst limit is 0, even without a rate limit", async () => {
    const blocked = await createKey();
    await addKey(await createPlan({ throttle: { burstLimit: 0 }, apiStages: [{ apiId: api, stage: "dev" }] }), blocked);
    expect([(await ask(blocked.value))[0], (await ask(blocked.value))[0]]).toEqual([429, 429]);
  });

  test("changes only with a deployment", async () => {
    await cloud.importApi(api, openApi({ "/items": { get: mock() } }));
    expect(await ask()).toEqual(FORBIDDEN);
    await cloud.deploy(api);
    expect(await ask()).toEqual(OK);
    await cloud.importApi(api, openApi(KEYED, SCHEME));
    await cloud.deploy(api);
    expect(await ask()).toEqual(FORBIDDEN);
  });
});
