import { rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { UpdateFunctionCodeCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "../../../src/local/http/listen.ts";
import { type LambdaCloud, startLambdaCloud, zip } from "./lambda-cloud.ts";

const COUNTER = "let calls = 0; export const handler = async () => ++calls;";

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
});
afterAll(() => cloud.test.stop());

test("a warm environment is reused, with the state of its modules", async () => {
  await cloud.makeFunction("counter", COUNTER);
  const counts = [];
  for (let call = 0; call < 3; call++) counts.push((await cloud.call("counter")).payload);
  expect(counts).toEqual([1, 2, 3]);
});

test("two concurrent requests run in two environments", async () => {
  // The barrier responds only after both have arrived: with one environment for both, it would wait forever.
  const barrier = await startBarrier(2);
  await cloud.makeFunction(
    "parallel",
    `import { randomUUID } from "node:crypto";
     const environment = randomUUID();
     export const handler = async () => { await fetch("${barrier.url}"); return environment; };`,
    { Timeout: 20 },
  );
  const results = await Promise.all([cloud.call("parallel"), cloud.call("parallel")]);
  expect(new Set(results.map(({ payload }) => payload)).size).toBe(2);
  expect(results.map(({ error }) => error)).toEqual([undefined, undefined]);
  barrier.server.close();
});

test("many concurrent requests all succeed, though not all environments start at the same time", async () => {
  await cloud.makeFunction("busy", "export const handler = async ({ number }) => number;", { Timeout: 20 });
  const numbers = Array.from({ length: 60 }, (_, number) => number);
  const results = await Promise.all(numbers.map((number) => cloud.call("busy", { number })));
  expect(results.map(({ payload }) => payload)).toEqual(numbers);
});

test("functions share nothing with each other, nor with this process", async () => {
  const sets = "globalThis.shared = 1; process.env.SHARED = '1'; Array.prototype.shared = 1;";
  await cloud.makeFunction("sets", `${sets} export const handler = async () => [].shared;`);
  const reads = "[typeof globalThis.shared, process.env.SHARED ?? 'unset', typeof [].shared]";
  await cloud.makeFunction("reads", `export const handler = async () => ${reads};`);
  expect((await cloud.call("sets")).payload).toBe(1);
  expect((await cloud.call("reads")).payload).toEqual(["undefined", "unset", "undefined"]);
  expect(Reflect.get([], "shared")).toBeUndefined();
});

test("the environment variables are Lambda's and the function's own, and no others", async () => {
  await cloud.makeFunction("variables", "export const handler = async () => process.env;", {
    Environment: { Variables: { TABLE_NAME: "items" } },
    MemorySize: 256,
  });
  const { payload } = await cloud.call("variables");
  expect(payload).toEqual({
    AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: cloud.test.endpoint,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_FUNCTION_NAME: "variables",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/variables",
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringContaining("[$LATEST]"),
    AWS_REGION: "eu-west-1",
    AWS_SECRET_ACCESS_KEY: expect.any(String),
    AWS_SESSION_TOKEN: expect.any(String),
    LAMBDA_TASK_ROOT: expect.any(String),
    LANG: "en_US.UTF-8",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    TABLE_NAME: "items",
    TZ: "UTC",
    _HANDLER: "index.handler",
  });
});

test("a function runs in the folder of its files, in UTC", async () => {
  await cloud.makeFunction(
    "place",
    `import { readFileSync } from "node:fs";
     export const handler = async () => [readFileSync("index.mjs", "utf8").length > 0, new Date(0).getTimezoneOffset()];`,
  );
  expect((await cloud.call("place")).payload).toEqual([true, 0]);
});

test.each([
  ["its file", (folder: string) => rmSync(join(folder, "index.mjs"))],
  ["its folder", (folder: string) => rmSync(folder, { recursive: true })],
  ["the folder of all functions", (folder: string) => rmSync(dirname(folder), { recursive: true })],
])("a cold function runs even if something has removed %s", async (what, remove) => {
  const name = `cleaned-${what.replaceAll(" ", "-")}`;
  await cloud.makeFunction(name, "export const handler = async () => process.cwd();");
  remove(String((await cloud.call(name)).payload));
  await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Timeout: 9 }));
  const { error, payload } = await cloud.call(name);
  expect(error).toBeUndefined();
  expect(payload).toMatch(/todo-api-functions-/);
});

test.each([
  ["its files", (folder: string) => rmSync(folder, { recursive: true })],
  ["the folder of all functions", (folder: string) => rmSync(dirname(folder), { recursive: true })],
])(
  "a warm function can still import a file after a cleaner of temporary files has removed %s",
  async (what, remove) => {
    const name = `late-${what.replaceAll(" ", "-")}`;
    const files = {
      "index.mjs": `export const handler = async (late) => (late === true ? (await import("./late.mjs")).default : process.cwd());`,
      "late.mjs": `export default "imported";`,
    };
    await cloud.makeFunction(name, "", { Code: { ZipFile: zip(files) } });
    remove(String((await cloud.call(name)).payload));
    expect(await cloud.call(name, true)).toMatchObject({ error: undefined, payload: "imported" });
  },
);

test("a function's credentials are a session of its role", async () => {
  const keys =
    "{ accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN }";
  await cloud.makeFunction(
    "credentials",
    `const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
     export const handler = async () => (${keys});`,
  );
  const { accessKeyId, secretAccessKey, sessionToken } = Object((await cloud.call("credentials")).payload);
  const sts = new STSClient({
    ...cloud.test.clientConfig,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe("arn:aws:sts::000000000000:assumed-role/functions/credentials");
});

test("a function cannot load modules from outside its package", async () => {
  await cloud.makeFunction(
    "lonely",
    "export const handler = async () => import('fflate').then(() => 'found', (error) => error.code);",
  );
  expect((await cloud.call("lonely")).payload).toBe("ERR_MODULE_NOT_FOUND");
});

test("new code and new settings take effect with the next request, in new environments", async () => {
  await cloud.makeFunction("updated", `${COUNTER} // one`, { Environment: { Variables: { WORD: "one" } } });
  await cloud.call("updated");
  expect((await cloud.call("updated")).payload).toBe(2);
  const code = "let calls = 0; export const handler = async () => [process.env.WORD, ++calls];";
  const FunctionName = "updated";
  await cloud.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip({ "index.mjs": code }) }));
  expect((await cloud.call("updated")).payload).toEqual(["one", 1]);
  const Environment = { Variables: { WORD: "two" } };
  await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
  expect((await cloud.call("updated")).payload).toEqual(["two", 1]);
});

async function startBarrier(size: number): Promise<{ readonly url: string; readonly server: Server }> {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    waiting.push(response);
    if (waiting.length === size) for (const one of waiting.splice(0)) one.end("go");
  });
  const port = await listen(server, 0);
  return { url: `http://127.0.0.1:${port}/`, server };
}
