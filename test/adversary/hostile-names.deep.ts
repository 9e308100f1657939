import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  modelOf,
  type OperationModel,
  SERVICE_NAMES,
  type ServiceModel,
  type ServiceName,
  type Shape,
} from "../../src/local/model/service-model.ts";
import { createRecordingClients, type RecordingClients } from "../recorded/recording-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

const NAMES = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "__defineGetter__"];
const DEPTH = 5;

let cloud: TestCloud;
let clients: RecordingClients;
const counts = { calls: 0, rejectedByClient: 0, failed: 0 };

beforeAll(async () => {
  cloud = await startTestCloud();
  clients = createRecordingClients(cloud.clientConfig);
});
afterAll(async () => {
  await cloud.stop();
  process.stdout.write(`hostile names: ${JSON.stringify(counts)}\n`);
});

/** Which parts of an input are hostile: every text, texts that are not enums, or only required ones. */
const WAYS = ["all", "free", "required"] as const;
type Way = (typeof WAYS)[number];

describe.each(SERVICE_NAMES)("%s", (service) => {
  const model = modelOf(service);
  test.each(Object.values(model.operations).map((operation) => [operation.name, operation] as const))(
    "%s rejects hostile names with its own errors",
    async (_name, operation) => {
      for (const name of NAMES)
        for (const way of WAYS) {
          const status = await statusOf(service, operation, inputOf(operation, model, name, way));
          expect({ name, way, status, body: status >= 500 ? clients.last()?.body.toString() : "" }).toMatchObject({
            status: expect.toSatisfy((code: number) => code < 500 && code !== 0),
          });
        }
      expectPrototypesUnchanged();
    },
  );
});

test.each(NAMES)("%s is rejected as region, key and session", async (name) => {
  const { credentials } = cloud;
  const hostileClients = [
    { ...cloud.clientConfig, region: name },
    { ...cloud.clientConfig, credentials: { ...credentials, accessKeyId: name } },
    { ...cloud.clientConfig, credentials: { ...credentials, sessionToken: name } },
  ].map(createRecordingClients);
  for (const { of, last } of hostileClients)
    for (const [service, operation] of [
      ["iam", "listRoles"],
      ["lambda", "listFunctions"],
      ["dynamodb", "listTables"],
      ["s3", "listBuckets"],
      ["logs", "describeLogGroups"],
    ] as const) {
      await expect(call(of[service], operation, {})).rejects.toBeDefined();
      // Some clients never send a region in this form.
      if (last()) expect(last()?.status).toSatisfy((code: number) => code >= 400 && code < 500);
    }
  expectPrototypesUnchanged();
});

async function statusOf(service: ServiceName, operation: OperationModel, input: unknown): Promise<number> {
  clients.forget();
  counts.calls += 1;
  const method = `${operation.name.charAt(0).toLowerCase()}${operation.name.slice(1)}`;
  const failure = await call(clients.of[service], method, input).then(
    () => undefined,
    (error: unknown) => error,
  );
  const status = clients.last()?.status;
  if (status === undefined) {
    // A request that the client itself rejects never arrives.
    counts.rejectedByClient += 1;
    expect(failure).toBeDefined();
    return 400;
  }
  if (status >= 500) counts.failed += 1;
  return status;
}

async function call(client: object, method: string, input: unknown): Promise<unknown> {
  const code: unknown = Reflect.get(client, method);
  if (typeof code !== "function") throw new Error(`the SDK has no operation ${method}`);
  return Reflect.apply(code, client, [input]);
}

function inputOf(operation: OperationModel, model: ServiceModel, name: string, way: Way): unknown {
  return operation.input === undefined ? {} : sampleOf(operation.input, 0);

  function sampleOf(shapeName: string, depth: number): unknown {
    const shape: Shape | undefined = model.shapes[shapeName];
    if (!shape || depth > DEPTH) return undefined;
    if (shape.type === "structure") {
      const members = Object.entries(shape.members ?? {}).filter(
        ([member]) => way !== "required" || shape.required?.includes(member),
      );
      return Object.fromEntries(members.map(([member, { shape: inner }]) => [member, sampleOf(inner, depth + 1)]));
    }
    if (shape.type === "list") return shape.member ? [sampleOf(shape.member.shape, depth + 1)] : [];
    if (shape.type === "map")
      return Object.fromEntries([[name, shape.value ? sampleOf(shape.value.shape, depth + 1) : name]]);
    if (shape.type === "string") return way !== "all" && shape.enum ? shape.enum[0] : name;
    if (shape.type === "blob") return Buffer.from(name);
    if (shape.type === "boolean") return true;
    if (shape.type === "timestamp") return new Date(0);
    return shape.min ?? 1;
  }
}

function expectPrototypesUnchanged(): void {
  for (const shared of [Object, Object.prototype, Function.prototype, Array.prototype, String.prototype])
    expect(Object.keys(shared)).toEqual([]);
}
