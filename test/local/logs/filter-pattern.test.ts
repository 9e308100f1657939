import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

const MESSAGES = {
  start: "START RequestId: 1234 Version: $LATEST",
  error: "ERROR Invalid title: too long",
  both: 'WARN retry after ERROR: "timeout"',
  json: JSON.stringify({ level: "ERROR", status: 503, path: "/items/1", user: { name: "Ann", tags: ["a", "b"] } }),
  other: JSON.stringify({ level: "INFO", status: 200, path: "/health" }),
};

describe("filter patterns", () => {
  let test: TestCloud;
  let logs: CloudWatchLogsClient;
  const where = { logGroupName: "patterns", logStreamName: "stream" };

  beforeAll(async () => {
    test = await startTestCloud();
    logs = new CloudWatchLogsClient(test.clientConfig);
    await logs.send(new CreateLogGroupCommand(where));
    await logs.send(new CreateLogStreamCommand(where));
    const timestamp = test.cloud.clock.now();
    const logEvents = Object.values(MESSAGES).map((message) => ({ timestamp, message }));
    await logs.send(new PutLogEventsCommand({ ...where, logEvents }));
  });
  afterAll(() => test.stop());

  const filter = (filterPattern: string) =>
    logs.send(new FilterLogEventsCommand({ logGroupName: "patterns", filterPattern }));

  it.each<[string, (keyof typeof MESSAGES)[]]>([
    ["", ["start", "error", "both", "json", "other"]],
    ["ERROR", ["error", "both", "json"]],
    ["error", []],
    ["ERROR WARN", ["both"]],
    ['"Invalid title"', ["error"]],
    ['"ERROR: \\"timeout\\""', ["both"]],
    ["?START ?WARN", ["start", "both"]],
    ["ERROR -WARN", ["error", "json"]],
    ['-ERROR -"RequestId: 1234"', ["other"]],
    ['{ $.level = "ERROR" }', ["json"]],
    ["{ $.level != ERROR }", ["other"]],
    ["{ $.status = 503 }", ["json"]],
    ["{ $.status >= 200 && $.status < 300 }", ["other"]],
    ['{ $.path = "/items/*" || $.path = "/health" }', ["json", "other"]],
    ['{ ($.level = "INFO" || $.status > 500) && $.path = "/i*" }', ["json"]],
    ['{ $.user.name = "A*" }', ["json"]],
    ['{ $.user.tags[1] = "b" }', ["json"]],
    ['{ $.missing != "x" }', []],
    [`{ $.path = "/${"*e".repeat(200)}x" }`, []],
  ])("%s", async (pattern, expected) => {
    const { events = [] } = await filter(pattern);
    expect(events.map(({ message }) => message)).toEqual(expected.map((name) => MESSAGES[name]));
  });

  it.each([
    ["err:", "Invalid filter pattern: Invalid character(s) in term 'err:'"],
    ['""', "Invalid filter pattern: Invalid character(s) in term '\"\"'"],
    ['{ $.level = "ERROR"', "If a filter pattern starts with '{' it must end with '}'"],
    ["{ $.level }", "Invalid filter pattern"],
    ['{ level = "ERROR" }', "Invalid filter pattern"],
    ['{ $.level = "ERROR" && }', "Invalid filter pattern"],
    ['{ ($.level = "ERROR" }', "Invalid filter pattern"],
    ["{ $.status > high }", "Invalid filter pattern"],
  ])("rejects %s as AWS does", async (pattern, message) => {
    await expect(filter(pattern)).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });

  it.each([
    "[ip, user]",
    "%ERR.*%",
    "?START ERROR",
    "{ $.level IS NULL }",
    "{ $.level NOT EXISTS }",
    "{ $.['a b'] = 1 }",
  ])("rejects %s as unsupported", async (pattern) => {
    await expect(filter(pattern)).rejects.toMatchObject({ name: "NotSupportedByLocalCloud" });
  });
});
