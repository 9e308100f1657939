import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CommandContext } from "../../src/commands/command-context.ts";
import { logs } from "../../src/commands/logs.ts";
import { type Io, type Output, sleep } from "../../src/io.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { type Ran, type RunOptions, run } from "../support/run.ts";
import { startStack, TEST_STACK } from "../support/stack.ts";
import { createGroups, writeAt, writeMessages } from "./log-writer.ts";

const ALL = ["create", "read", "update", "delete", "api"] as const;

let cloud: TestCloud;
let client: CloudWatchLogsClient;
let cwd: string;

beforeEach(async () => {
  cloud = await startTestCloud();
  client = new CloudWatchLogsClient(cloud.clientConfig);
  cwd = await makeDeployedFolder(cloud);
});
afterEach(() => cloud.stop());

function showLogs(argv: readonly string[] = [], options: Partial<RunOptions> = {}): Promise<Ran> {
  return run(["logs", ...argv], { cwd, ...options });
}

describe("logs", () => {
  test("prints a readable line for each event of the last ten minutes, in the order of time", async () => {
    await createGroups(client, ...ALL);
    const now = Date.now();
    await writeAt(client, "read", [now - 11 * 60_000]);
    const access = { requestId: "r", method: "POST", path: "/dev/items", status: "201", milliseconds: "12" };
    const report = { metrics: { durationMs: 7.4, memorySizeMB: 256, maxMemoryUsedMB: 48 }, status: "success" };
    await writeMessages(client, "api", [[now - 30, JSON.stringify(access)]]);
    await writeMessages(client, "create", [
      [now - 25, JSON.stringify({ type: "platform.start", record: { requestId: "r" } })],
      [now - 20, JSON.stringify({ level: "INFO", requestId: "r", message: { action: "created", id: "i" } })],
      [now - 10, JSON.stringify({ type: "platform.report", record: report })],
    ]);
    const at = (time: number) => new Date(time).toISOString();
    expect((await showLogs()).stdout).toBe(
      [
        `${at(now - 30)} api    INFO  POST /dev/items 201 12ms`,
        `${at(now - 20)} create INFO  action=created id=i`,
        `${at(now - 10)} create INFO  report: 7.4 ms, 48 of 256 MB`,
        "",
      ].join("\n"),
    );
  });

  test("goes back to --since, and rejects an invalid time", async () => {
    await createGroups(client, ...ALL);
    const [message] = await writeAt(client, "read", [Date.now() - 90 * 60_000]);
    expect((await showLogs(["--since", "2h"])).stdout).toContain(message);
    expect(await showLogs(["--since", "1h"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(/No logs since \d{4}-/),
    });
    cloud.forgetCalls();
    expect(await showLogs(["--since", "lately"])).toMatchObject({ code: 2, stdout: "" });
    expect(cloud.calls()).toEqual([]);
  });

  test.each([
    [["--request", "$(rm)"], "invalid request ID"],
    [["--request", "3b5b7f1e-0c1d", "--follow"], "--request and --follow cannot be combined"],
  ])("rejects %j before any call", async (argv, message) => {
    cloud.forgetCalls();
    expect(await showLogs(argv)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
    expect(cloud.calls()).toEqual([]);
  });

  test("finds a request by its ID alone if it is not in the access log", async () => {
    await createGroups(client, ...ALL);
    const now = Date.now();
    const line = (requestId: string) => JSON.stringify({ level: "ERROR", message: "failed", requestId });
    await writeMessages(client, "read", [
      [now - 20, line("aaaaaaaa-1")],
      [now - 10, line("bbbbbbbb-2")],
    ]);
    expect((await showLogs(["--request", "bbbbbbbb-2", "--json"])).stdout.trim().split("\n")).toHaveLength(1);
    expect(await showLogs(["--request", "cccccccc-3"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("No logs for this request since"),
    });
  });

  test("prints raw events, one JSON object a line, with --json", async () => {
    await createGroups(client, ...ALL);
    const now = Date.now();
    const message = `{"type":"platform.start","record":{}} \x1b[31m \u009b2J`;
    await writeMessages(client, "read", [[now, message]]);
    const { stdout, stderr } = await showLogs(["--json"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(stdout)).toEqual({
      timestamp: new Date(now).toISOString(),
      source: "read",
      logGroup: "/aws/lambda/todo-api-dev-read",
      eventId: expect.any(String),
      message,
    });
  });

  test("colors lines only on a terminal, and escapes control characters of messages", async () => {
    await createGroups(client, ...ALL);
    await writeMessages(client, "read", [[Date.now(), "\x1b]0;owned\x07\nsecond line"]]);
    const shown = "\\x1b]0;owned\\x07 | second line\n";
    expect((await showLogs()).stdout).toMatch(/^[\x20-\x7e]+\n$/);
    const { stdout } = await showLogs([], { stdoutIsTTY: true });
    expect(stdout).toContain("\x1b[36mread  \x1b[39m");
    expect(stdout.endsWith(shown)).toBe(true);
  });

  test("skips a missing log group, and reports it once", async () => {
    await createGroups(client, "read", "create", "update", "delete");
    const [message] = await writeAt(client, "read", [Date.now()]);
    const { code, stdout, stderr } = await showLogs();
    expect(code).toBe(0);
    expect(stdout).toContain(message);
    expect(stderr.match(/\/aws\/api-gateway\/todo-api-dev does not exist/g)).toHaveLength(1);
  });

  test("prints what to do if nothing is deployed", async () => {
    const { code, stdout, stderr } = await showLogs();
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toContain("error: todo-api-dev is not deployed");
    expect(stderr).toContain("todo-api deploy");
    expect(JSON.parse((await showLogs(["--json"])).stdout).error.code).toBe("not-deployed");
  });

  test("reports the missing permission", async () => {
    await createGroups(client, ...ALL);
    const unprivileged = { ...cloud, credentials: cloud.addUser([]) };
    cwd = await makeDeployedFolder(unprivileged);
    const { code, stderr } = await showLogs();
    expect(code).toBe(4);
    expect(stderr).toContain("logs:FilterLogEvents");
  });
});

test("logs shows what the functions and the API of a deployed stack wrote", async () => {
  const deployed = await startStack();
  try {
    cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl });
    const { stdout: id } = await run(["items", "add", "Buy milk"], { cwd });
    await vi.waitFor(async () => {
      const { stdout } = await showLogs();
      expect(stdout).toMatch(/ api {4}INFO {2}POST \/dev\/items 201 \d+ms\n/);
      expect(stdout).toContain(` create INFO  action=created id=${id}`);
      expect(stdout).toMatch(/ create INFO {2}report: [\d.]+ ms, \d+ of 256 MB, cold start \d+ ms\n/);
    }, 10_000);
    // Probes and lookups: the health check of status, and the listing that resolves an ID prefix.
    await run(["status"], { cwd });
    await run(["items", "get", id.slice(0, 13)], { cwd });
    await vi.waitFor(async () => {
      const { stdout } = await showLogs(["--probes"]);
      expect(stdout.match(/GET \/dev\/items 200/g)).toHaveLength(2);
      expect(stdout.match(/ read .* report: /g)).toHaveLength(3);
    }, 10_000);
    const { stdout: own } = await showLogs();
    expect(own).not.toContain("GET /dev/items 200");
    expect(own).toMatch(/GET \/dev\/items\/[0-9a-f-]{36} 200/);
    expect(own.match(/ read .* report: /g)).toHaveLength(1);
    const refused = await run(["items", "add", " "], { cwd });
    const [, request = ""] = /\(request ([0-9a-f-]+)\)/.exec(refused.stderr) ?? [];
    // The access log has both IDs, so the function's own lines are found, although they have only Lambda's ID.
    await vi.waitFor(async () => {
      const { stdout } = await showLogs(["--request", request]);
      expect(stdout).toMatch(/^\S+ (api|create) .*\n\S+ (api|create) .*\n$/);
      expect(stdout).toContain(`POST /dev/items 400`);
      expect(stdout).toContain(`(request ${request})`);
      expect(stdout).toMatch(/ create INFO {2}report: /);
      const raw = await showLogs(["--request", request, "--json"]);
      const lines = raw.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const access = lines.find(({ source }) => source === "api");
      const { functionRequestId } = access.message;
      expect((await showLogs(["--request", functionRequestId])).stdout).toBe(stdout);
    }, 10_000);
  } finally {
    await deployed.stop();
  }
});

describe("logs --follow", () => {
  test("prints each late event once, and exits 0 on Ctrl-C", async () => {
    await createGroups(client, ...ALL);
    const now = Date.now();
    const stop = new AbortController();
    const written = [...(await writeAt(client, "read", [now - 5000, now]))];
    const following = follow(stop.signal);
    await following.shown(written.length);
    written.push(...(await writeAt(client, "read", [now - 20_000, now - 1, now], "two")));
    written.push(...(await writeAt(client, "api", [now - 10_000])));
    await following.shown(written.length);
    stop.abort(new Error("Interrupted."));
    expect(await following.ended).toBe(0);
    expect([...following.messages()].sort()).toEqual(written.sort());
  });
});

/** Follows in the background, with short pauses. */
function follow(signal: AbortSignal) {
  let text = "";
  const messages = () =>
    text
      .split("\n")
      .filter(Boolean)
      .map((line): string => JSON.parse(line).message);
  const stdout: Output = {
    isTTY: false,
    columns: 80,
    write: (more) => {
      text += more;
    },
  };
  const io: Io = {
    stdout,
    stderr: { ...stdout, write: () => {} },
    stdin: { isTTY: false, ask: async () => "", bytes: async () => Buffer.from("") },
    env: {},
    cwd,
    now: () => Date.now(),
    sleep: (milliseconds, stop) => sleep(Math.min(milliseconds, 10), stop),
    onInterrupt: () => () => {},
    conceal: () => {},
  };
  const { endpoint: endpointUrl, credentials, token: localToken } = cloud;
  const target = {
    kind: "local",
    region: TEST_REGION,
    regionSource: "the test",
    endpointUrl,
    credentials,
    localToken,
  } as const;
  const context: CommandContext = {
    io,
    signal,
    invocation: { words: "logs", flags: [] },
    settings: { stack: TEST_STACK, target, given: {}, sources: {}, acceptedRules: {}, isRemembered: false, json: true },
  };
  return {
    messages,
    ended: logs(context, { follow: true }),
    shown: (count: number) => vi.waitFor(() => expect(messages().length).toBeGreaterThanOrEqual(count), 10_000),
  };
}
