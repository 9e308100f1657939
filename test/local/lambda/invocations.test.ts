import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { functionInput, type LambdaCloud, startLambdaCloud, zip } from "./lambda-cloud.ts";

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
});
afterAll(() => cloud.test.stop());

test("a function gets the event and returns a result; no result is null, no payload an empty event", async () => {
  await cloud.makeFunction("echo", "export const handler = async (event) => event;");
  expect(await cloud.call("echo", { list: [1, "ä", null] })).toMatchObject({
    error: undefined,
    payload: { list: [1, "ä", null] },
  });
  const { Payload, ExecutedVersion } = await cloud.lambda.send(new InvokeCommand({ FunctionName: "echo" }));
  expect(Payload?.transformToString()).toBe("{}");
  expect(ExecutedVersion).toBe("$LATEST");
  await cloud.makeFunction("silent", "export const handler = () => {};");
  expect((await cloud.call("silent")).payload).toBeNull();
});

test("a function gets Lambda's context", async () => {
  await cloud.makeFunction(
    "context",
    "export const handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });",
    { MemorySize: 256, Timeout: 7 },
  );
  const { payload, requestId } = await cloud.call("context");
  expect(payload).toMatchObject({
    functionName: "context",
    functionVersion: "$LATEST",
    memoryLimitInMB: "256",
    awsRequestId: requestId,
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:context",
    logGroupName: "/aws/lambda/context",
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    left: expect.any(Number),
  });
  const { left } = Object(payload);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(7000);
});

test("handlers are found in .mjs, .js and .cjs files and in folders", async () => {
  const files = {
    "a.mjs": "export const handler = () => 'module';",
    "b.js": "exports.handler = () => 'script';",
    "c.cjs": "exports.nested = { handler: () => 'nested' };",
    "lib/d.mjs": "import { name } from './name.mjs'; export const run = () => name;",
    "lib/name.mjs": "export const name = 'in a folder';",
  };
  const handlers = { a: "a.handler", b: "b.handler", c: "c.nested.handler", d: "lib/d.run" };
  const results: Record<string, unknown> = {};
  for (const [name, Handler] of Object.entries(handlers)) {
    const { Code } = functionInput(name, cloud.role, zip(files));
    await cloud.makeFunction(`handler-${name}`, "", { Handler, Code });
    results[name] = (await cloud.call(`handler-${name}`)).payload;
  }
  expect(results).toEqual({ a: "module", b: "script", c: "nested", d: "in a folder" });
});

test("an error that the function throws is returned with its type, message and trace", async () => {
  await cloud.makeFunction("throws", "export const handler = async () => { throw new TypeError('no good'); };");
  expect(await cloud.call("throws")).toMatchObject({
    error: "Unhandled",
    payload: {
      errorType: "TypeError",
      errorMessage: "no good",
      trace: expect.arrayContaining(["TypeError: no good"]),
    },
  });
  await cloud.makeFunction("throws-text", "export const handler = async () => { throw 'just text'; };");
  expect((await cloud.call("throws-text")).payload).toEqual({
    errorType: "string",
    errorMessage: "just text",
    trace: [],
  });
  await cloud.makeFunction("cyclic", "export const handler = async () => { const a = {}; a.a = a; return a; };");
  expect((await cloud.call("cyclic")).payload).toMatchObject({
    errorType: "Runtime.JSONStringifyError",
    errorMessage: "Unable to stringify response body",
  });
});

test("uncaught errors end the runtime, and the next invocation starts a new one", async () => {
  const late = "await new Promise((resolve) => setTimeout(resolve, 5000));";
  await cloud.makeFunction(
    "rejects",
    `let calls = 0; export const handler = async (event) => {
       calls += 1;
       if (event.fail) { Promise.reject(new Error("lost")); ${late} }
       return calls;
     };`,
    { Timeout: 10 },
  );
  expect(await cloud.call("rejects")).toMatchObject({ payload: 1 });
  expect(await cloud.call("rejects", { fail: true })).toMatchObject({
    error: "Unhandled",
    payload: { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost" },
  });
  expect(await cloud.call("rejects")).toMatchObject({ payload: 1 });

  const throwing = `setTimeout(() => { throw new RangeError("thrown"); }); ${late}`;
  await cloud.makeFunction("uncaught", `export const handler = async () => { ${throwing} };`, { Timeout: 10 });
  expect((await cloud.call("uncaught")).payload).toMatchObject({ errorType: "RangeError", errorMessage: "thrown" });
});

test("a function that exceeds its timeout is stopped, even in an endless loop", async () => {
  await cloud.makeFunction("slow", "export const handler = async () => { for (;;); };", { Timeout: 1 });
  const { error, payload, requestId, log } = await cloud.call("slow");
  expect(error).toBe("Unhandled");
  expect(payload).toEqual({
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
  });
  expect(log).toContain(`${requestId} Task timed out after 1.00 seconds`);
  expect(log).toMatch(/Duration: 1000\.00 ms\t.*\tStatus: timeout\t\n$/);
});

test("a function that exits gets AWS's response", async () => {
  await cloud.makeFunction("exits", "export const handler = async ({ code }) => process.exit(code);");
  const failed = await cloud.call("exits", { code: 3 });
  expect(failed).toMatchObject({
    error: "Unhandled",
    payload: {
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${failed.requestId} Error: Runtime exited with error: exit status 3`,
    },
  });
  expect(failed.log).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError\t\n$/);
  const ended = await cloud.call("exits", { code: 0 });
  expect(ended.payload).toMatchObject({
    errorMessage: `RequestId: ${ended.requestId} Error: Runtime exited without providing a reason`,
  });
});

test("a function that exceeds its memory ends, on the heap or in buffers, without effect on others", async () => {
  // Node 20 aborts when its heap is full; with Node 24, the process can reach the memory of the function first.
  const ways = {
    objects: { code: "const kept = []; for (;;) kept.push({ one: [kept.length] });", signal: "(aborted|killed)" },
    // When one allocation is too large, V8 cannot end the thread, only the process.
    largeArray: { code: "return new Array(50_000_000).fill(0.5).length;", signal: "(aborted|killed)" },
    buffers: { code: "return Array.from({ length: 40 }, () => Buffer.alloc(10_000_000, 1)).length;", signal: "killed" },
  };
  for (const [name, { code, signal }] of Object.entries(ways)) {
    await cloud.makeFunction(name, `export const handler = async () => { ${code} };`, { Timeout: 30 });
    const { payload, requestId } = await cloud.call(name);
    expect(payload).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(
        new RegExp(`^RequestId: ${requestId} Error: Runtime exited with error: signal: ${signal}$`),
      ),
    });
  }
  expect((await cloud.call("echo", "ok")).payload).toBe("ok");
});

test.each([
  ["garbage", "}{ no message\n"],
  ["messages in a wrong format", 'null\n{"type":"log"}\n{"type":"success","payload":5,"memory":{}}\n'],
  ["messages in the runner's own format", '{"type":"ready","memory":{"process":1,"function":1}}\n'],
  ["bytes that are not text", "\xff\x00\xfe\n"],
])("a function that writes %s to every open file harms only itself", async (what, text) => {
  const name = what.replace(/\W+/g, "-");
  await cloud.makeFunction(
    name,
    `import { writeSync } from "node:fs";
     export const handler = async () => {
       for (let fd = 1; fd < 32; fd += 1) try { writeSync(fd, Buffer.from(${JSON.stringify(text)}, "latin1")); } catch {}
       await new Promise((resolve) => setTimeout(resolve, 60_000));
     };`,
    { Timeout: 20 },
  );
  expect((await cloud.call(name)).payload).toMatchObject({ errorType: "Runtime.ExitError" });
  expect((await cloud.call("echo", "ok")).payload).toBe("ok");
});

test("a function that closes its pipes ends", async () => {
  await cloud.makeFunction(
    "closes-pipes",
    `import { closeSync } from "node:fs";
     export const handler = async () => {
       for (let fd = 3; fd < 5; fd += 1) closeSync(fd);
       await new Promise((resolve) => setTimeout(resolve, 60_000));
     };`,
    { Timeout: 20 },
  );
  expect((await cloud.call("closes-pipes")).payload).toMatchObject({ errorType: "Runtime.ExitError" });
  expect((await cloud.call("echo", "ok")).payload).toBe("ok");
});

test("a function that allocates as fast as it can is ended long before ten times its memory", async () => {
  const folder = mkdtempSync(join(tmpdir(), "todo-api-test-"));
  const file = join(folder, "megabytes");
  await cloud.makeFunction(
    "greedy",
    `import { writeFileSync } from "node:fs";
     export const handler = async () => {
       for (const held = []; held.length < 400; writeFileSync(${JSON.stringify(file)}, String(held.length * 10)))
         held.push(Buffer.alloc(10_000_000, 1));
     };`,
    { Timeout: 20 },
  );
  const { payload } = await cloud.call("greedy");
  expect(payload).toMatchObject({ errorMessage: expect.stringMatching(/Runtime exited with error: signal: killed$/) });
  // Other operating systems do not show the memory of an endless loop.
  if (platform() === "linux") expect(Number(readFileSync(file, "utf8"))).toBeLessThan(1280);
  rmSync(folder, { recursive: true });
});

test("code that cannot be loaded gets the runtime's errors", async () => {
  const init = async (name: string, code: string, Handler?: string) => {
    await cloud.makeFunction(name, code, Handler === undefined ? {} : { Handler });
    const { error, payload, log } = await cloud.call(name);
    expect(error).toBe("Unhandled");
    expect(log).toMatch(/\tUncaught Exception \t\{"errorType":/);
    expect(log).toMatch(/INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: error\tError Type: /);
    return payload;
  };
  expect(await init("no-module", "", "app.handler")).toMatchObject({
    errorType: "Runtime.ImportModuleError",
    errorMessage: "Error: Cannot find module 'app'\nRequire stack:\n- /var/runtime/index.mjs",
  });
  expect(await init("no-handler", "export const other = 1;")).toMatchObject({
    errorType: "Runtime.HandlerNotFound",
    errorMessage: "index.handler is undefined or not exported",
  });
  expect(await init("no-function", "export const handler = 1;")).toMatchObject({
    errorType: "Runtime.HandlerNotFound",
    errorMessage: "index.handler is not a function",
  });
  expect(await init("bad-name", "", "handler")).toMatchObject({ errorType: "Runtime.MalformedHandlerName" });
  expect(await init("bad-syntax", "export const handler = async ( => 1;")).toMatchObject({
    errorType: "Runtime.UserCodeSyntaxError",
  });
  expect(await init("throws-early", "throw new Error('at the top');")).toMatchObject({
    errorType: "Error",
    errorMessage: "at the top",
  });
  expect(
    await init("callback", "export const handler = (event, context, callback) => callback(null, 1);"),
  ).toMatchObject({ errorType: "Runtime.CallbackHandlerDeprecated" });
});

test("rejects a result above 6 MB, and a payload above 6 MB", async () => {
  await cloud.makeFunction("large", "export const handler = async ({ length }) => 'x'.repeat(length);", {
    MemorySize: 512,
  });
  expect((await cloud.call("large", { length: 6_291_000 })).error).toBeUndefined();
  expect(await cloud.call("large", { length: 6_292_000 })).toMatchObject({
    error: "Unhandled",
    payload: {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    },
  });
  const Payload = JSON.stringify("x".repeat(6_291_456));
  await expect(cloud.lambda.send(new InvokeCommand({ FunctionName: "large", Payload }))).rejects.toMatchObject({
    name: "RequestTooLargeException",
    message: "6291458 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)",
    $metadata: { httpStatusCode: 413 },
  });
});

test("rejects a payload that is not JSON, an asynchronous invocation and a missing function", async () => {
  const send = (more: object) => cloud.lambda.send(new InvokeCommand({ FunctionName: "echo", ...more }));
  await expect(send({ Payload: "{no" })).rejects.toMatchObject({
    name: "InvalidRequestContentException",
    message: expect.stringContaining("Could not parse request body into json"),
  });
  await expect(send({ InvocationType: "Event" })).rejects.toMatchObject({ name: "NotSupportedByLocalCloud" });
  await expect(send({ FunctionName: "missing" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Function not found: arn:aws:lambda:eu-west-1:000000000000:function:missing:$LATEST",
  });
});

test("invoking requires lambda:InvokeFunction on the function", async () => {
  const invoker = (Resource: string) =>
    new LambdaClient({
      ...cloud.test.clientConfig,
      credentials: cloud.test.addUser([
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource }],
        }),
      ]),
    });
  const arn = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
  const command = new InvokeCommand({ FunctionName: "echo" });
  await expect(invoker(arn("other")).send(command)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(invoker(arn("echo")).send(command)).resolves.toMatchObject({ StatusCode: 200 });
});
