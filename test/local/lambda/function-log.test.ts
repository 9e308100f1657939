import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { CreateFunctionCommandInput } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { simulatedTime } from "../../support/simulated-time.ts";
import { type LambdaCloud, startLambdaCloud } from "./lambda-cloud.ts";

const LOGGING_CODE = `
  console.log("loading");
  export const handler = async (event) => {
    console.debug("hidden unless asked for");
    console.info({ action: "created", id: 7 });
    console.info("created %s", "item", 7);
    console.error("could not", new RangeError("too far"));
    process.stdout.write("raw output\\n");
    if (event.fail) throw new TypeError("no good");
  };`;

let cloud: LambdaCloud;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  cloud = await startLambdaCloud();
  logs = new CloudWatchLogsClient(cloud.test.clientConfig);
});
afterAll(() => cloud.test.stop());

/** Creates a function that logs, with its log group, and invokes it once. */
async function invokeLogging(
  name: string,
  more: Partial<CreateFunctionCommandInput>,
  payload: object = {},
): Promise<string> {
  await makeGroup(`/aws/lambda/${name}`);
  await cloud.makeFunction(name, LOGGING_CODE, more);
  return (await cloud.call(name, payload)).requestId;
}

function makeGroup(logGroupName: string) {
  return logs.send(new CreateLogGroupCommand({ logGroupName }));
}

async function messages(logGroupName: string): Promise<readonly string[]> {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message = "" }) => message);
}

async function parsed(logGroupName: string): Promise<readonly Record<string, unknown>[]> {
  return (await messages(logGroupName)).filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

test("in the Text format the log has the platform's lines around the function's own", async () => {
  const id = await invokeLogging("text", {});
  const time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
  const patterns = [
    /^INIT_START Runtime Version: nodejs:24\.v\d+\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}\n$/,
    new RegExp(`^${time}\t-\tINFO\tloading\n$`),
    new RegExp(`^START RequestId: ${id} Version: \\$LATEST\n$`),
    new RegExp(`^${time}\t${id}\tDEBUG\thidden unless asked for\n$`),
    new RegExp(`^${time}\t${id}\tINFO\t\\{ action: 'created', id: 7 \\}\n$`),
    new RegExp(`^${time}\t${id}\tINFO\tcreated item 7\n$`),
    new RegExp(`^${time}\t${id}\tERROR\tcould not RangeError: too far\n    at `),
    /^raw output\n$/,
    new RegExp(`^END RequestId: ${id}\n$`),
    new RegExp(
      `^REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t\n$`,
    ),
  ];
  const lines = await messages("/aws/lambda/text");
  expect(lines).toHaveLength(patterns.length);
  for (const [index, pattern] of patterns.entries()) expect(lines[index]).toMatch(pattern);
});

test("a warm invocation has no INIT lines, and writes to the same stream", async () => {
  await invokeLogging("warm", {});
  const { requestId } = await cloud.call("warm");
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/aws/lambda/warm" }));
  expect(events.filter(({ message }) => message?.startsWith("INIT_START"))).toHaveLength(1);
  const report = events.find(({ message }) => message?.startsWith(`REPORT RequestId: ${requestId}`));
  expect(report?.message).not.toContain("Init Duration");
  expect(new Set(events.map(({ logStreamName }) => logStreamName)).size).toBe(1);
  expect(events[0]?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
});

test("in the JSON format lines are objects as Lambda's runtime writes them", async () => {
  const requestId = await invokeLogging("json", { LoggingConfig: { LogFormat: "JSON" } });
  const lines = await parsed("/aws/lambda/json");
  const metrics = {
    durationMs: expect.any(Number),
    billedDurationMs: expect.any(Number),
    memorySizeMB: 128,
    maxMemoryUsedMB: expect.any(Number),
    initDurationMs: expect.any(Number),
  };
  const line = (level: string, more: object) => ({ timestamp: expect.any(String), level, requestId, ...more });
  expect(lines).toEqual([
    {
      time: expect.any(String),
      type: "platform.initStart",
      record: expect.objectContaining({ initializationType: "on-demand", phase: "init", functionName: "json" }),
    },
    { ...line("INFO", { message: "loading" }), requestId: "-" },
    { time: expect.any(String), type: "platform.start", record: { requestId, version: "$LATEST" } },
    line("INFO", { message: { action: "created", id: 7 } }),
    line("INFO", { message: "created item 7" }),
    line("ERROR", {
      message: expect.stringMatching(/^could not RangeError: too far\n {4}at /),
      errorType: "RangeError",
      errorMessage: "too far",
      stackTrace: expect.arrayContaining(["RangeError: too far"]),
    }),
    { time: expect.any(String), type: "platform.report", record: { requestId, metrics, status: "success" } },
  ]);
  expect(await messages("/aws/lambda/json")).toContain("raw output");
});

test("an error that the function throws is in the log in both formats", async () => {
  const id = await invokeLogging("text-error", {}, { fail: true });
  const text = (await messages("/aws/lambda/text-error")).find((line) => line.includes("Invoke Error"));
  expect(text).toMatch(
    new RegExp(`\t${id}\tERROR\tInvoke Error \t\\{"errorType":"TypeError","errorMessage":"no good","stack":\\[`),
  );

  await invokeLogging("json-error", { LoggingConfig: { LogFormat: "JSON" } }, { fail: true });
  const lines = await parsed("/aws/lambda/json-error");
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: "ERROR",
      message: expect.objectContaining({ errorType: "TypeError", errorMessage: "no good" }),
    }),
  );
  expect(lines.at(-1)).toMatchObject({
    type: "platform.report",
    record: { status: "error", errorType: "TypeError" },
  });
});

test("log levels filter the function's lines and the platform's", async () => {
  await invokeLogging("quiet", {
    LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "ERROR", SystemLogLevel: "WARN" },
  });
  const quiet = await messages("/aws/lambda/quiet");
  expect(quiet).toHaveLength(1);
  expect(JSON.parse(quiet[0] ?? "")).toMatchObject({ level: "ERROR", errorMessage: "too far" });

  await invokeLogging("loud", {
    LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "DEBUG", SystemLogLevel: "DEBUG" },
  });
  const loud = await parsed("/aws/lambda/loud");
  expect(loud.map(({ type, level }) => type ?? level)).toEqual([
    "platform.initStart",
    "INFO",
    "platform.initRuntimeDone",
    "platform.initReport",
    "platform.start",
    "DEBUG",
    "INFO",
    "INFO",
    "ERROR",
    "platform.runtimeDone",
    "platform.report",
  ]);
});

test("what was logged before a timeout is kept", async () => {
  await makeGroup("/aws/lambda/stuck");
  await cloud.makeFunction("stuck", 'export const handler = async () => { console.log("still here"); for (;;); };', {
    Timeout: 1,
    LoggingConfig: { LogFormat: "JSON" },
  });
  const { requestId } = await cloud.call("stuck");
  const lines = await parsed("/aws/lambda/stuck");
  expect(lines).toContainEqual(expect.objectContaining({ message: "still here", requestId }));
  expect(lines.at(-1)).toMatchObject({ type: "platform.report", record: { requestId, status: "timeout" } });
});

test("a line above the maximum length leaves no empty line behind it", async () => {
  await makeGroup("/aws/lambda/long");
  const code = `import { writeSync } from "node:fs";
    export const handler = async (event) => {
      let rest = Buffer.from(event.lines ?? "");
      while (rest.length > 0)
        try {
          rest = rest.subarray(writeSync(1, rest));
        } catch (error) {
          // The pipe is full.
          if (error.code !== "EAGAIN") throw error;
        }
    };`;
  await cloud.makeFunction("long", code);
  const line = "x".repeat(256 * 1024 + 1);
  await cloud.call("long", { lines: `${line}\n\nlast\n` });
  const own = async () => (await messages("/aws/lambda/long")).filter((one) => !/^(INIT|START|END|REPORT)/.test(one));
  // Such output can arrive after the invocation ends, and is then part of the next one's log.
  await expect.poll(async () => (await cloud.call("long").then(own)).at(-1)).toBe("last\n");
  const [long, ...others] = await own();
  expect(long?.length).toBe(line.length + 1);
  expect(others).toEqual(["\n", "last\n"]);
});

test("the log goes to the group that the function names", async () => {
  await makeGroup("of-its-own");
  await cloud.makeFunction("elsewhere", LOGGING_CODE, { LoggingConfig: { LogGroup: "of-its-own" } });
  await cloud.call("elsewhere");
  expect((await messages("of-its-own")).length).toBeGreaterThan(0);
});

test("without permission to write there is no log, and the invocation succeeds", async () => {
  const allowed = {
    "no-put": ["logs:CreateLogStream"],
    "no-stream": ["logs:PutLogEvents"],
    nothing: [],
  };
  for (const [name, actions] of Object.entries(allowed)) {
    const Role = await cloud.makeRole(name, actions);
    await invokeLogging(name, { Role });
    expect(await messages(`/aws/lambda/${name}`)).toEqual([]);
  }
});

test("a missing group stays missing unless the role may create it, then without retention", async () => {
  const groups = async (logGroupNamePrefix: string) =>
    (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }))).logGroups ?? [];
  await cloud.makeFunction("groupless", LOGGING_CODE);
  expect((await cloud.call("groupless")).error).toBeUndefined();
  expect(await groups("/aws/lambda/groupless")).toEqual([]);

  const Role = await cloud.makeRole("makes-groups", [
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]);
  await cloud.makeFunction("maker", LOGGING_CODE, { Role });
  await cloud.call("maker");
  const [made] = await groups("/aws/lambda/maker");
  expect(made).toMatchObject({ logGroupName: "/aws/lambda/maker" });
  expect(made).not.toHaveProperty("retentionInDays");
  expect((await messages("/aws/lambda/maker")).length).toBeGreaterThan(0);

  await logs.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/maker" }));
  await cloud.call("maker");
  expect(await groups("/aws/lambda/maker")).toHaveLength(1);
});

test.each(["instant", "realistic"] as const)(
  "with the timing %s, a log that cannot be written fails no invocation and is reported once",
  async (mode) => {
    const directory = await mkdtemp(join(tmpdir(), "todo-api-test-"));
    const clock = simulatedTime();
    const reports: string[] = [];
    const onDamage = (sentence: string) => void reports.push(sentence);
    const local = await startLambdaCloud({ directory, clock, timing: { mode }, onDamage });
    onTestFinished(async () => {
      await local.test.stop();
      await rm(directory, { recursive: true, force: true });
    });
    // A few seconds after its creation, Lambda can use a role, and a function is active.
    await clock.sleep(20_000);
    await new CloudWatchLogsClient(local.test.clientConfig).send(
      new CreateLogGroupCommand({ logGroupName: "/aws/lambda/unwritable" }),
    );
    await local.makeFunction("unwritable", "export const handler = async () => 1;");
    await clock.sleep(20_000);
    await writeFile(join(directory, "logs"), "in place of the folder");
    for (let call = 0; call < 2; call += 1) {
      expect(await local.call("unwritable")).toMatchObject({ error: undefined, payload: 1 });
      await clock.sleep(120_000);
    }
    expect(reports).toEqual([expect.stringContaining("/aws/lambda/unwritable cannot be written to")]);
  },
);

test("a log above the maximum size ends with a line in the format of the log", async () => {
  const code = `export const handler = () => {
    for (let line = 0; line < 18; line += 1) console.log("x".repeat(1024 * 1024));
    return "done";
  };`;
  const lastLine = async (LogFormat: "JSON" | "Text") => {
    await cloud.makeFunction(`large-${LogFormat}`, code, { LoggingConfig: { LogFormat } });
    const { log, payload } = await cloud.call(`large-${LogFormat}`);
    expect(payload).toBe("done");
    return /xxx(?:"\})?\n(.*\n)(?=END|\{.*"platform\.)/s.exec(log)?.[1];
  };
  const message = "The local cloud discarded the rest of this log.";
  expect(await lastLine("Text")).toBe(`${message}\n`);
  const json = (await lastLine("JSON")) ?? "";
  expect(json).toBe(`${JSON.stringify(JSON.parse(json))}\n`);
  expect(JSON.parse(json)).toEqual({ timestamp: expect.any(String), level: "WARN", message });
});
