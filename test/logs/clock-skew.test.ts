import { join } from "node:path";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { expect, onTestFinished, test, vi } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { type BinReaction, makeFolder, type Ran, runBin } from "../support/run.ts";
import { createGroups, writeAt, writeMessages } from "./log-writer.ts";

const MINUTE = 60_000;
const PRELOAD = join(PACKAGE_ROOT, "test", "logs", "skewed-clock.cjs");

test.each([
  ["an hour fast", 60],
  ["an hour slow", -60],
  ["eleven minutes fast", 11],
])("a clock that is %s does not change the output of logs", async (_name, minutes) => {
  const { cloud, client } = await startLogs();
  const now = Date.now();
  const [old, recent] = [
    await writeAt(client, "read", [now - 30 * MINUTE]),
    await writeAt(client, "read", [now - MINUTE]),
  ];
  const { code, stdout, stderr } = await runLogs(cloud, [], { TEST_CLOCK_SKEW_MS: String(minutes * MINUTE) });
  expect({ code, stderr: stderr.split("\n").slice(1) }).toEqual({ code: EXIT.ok, stderr: [""] });
  expect(stdout).toContain(recent[0]);
  expect(stdout).not.toContain(old[0]);
});

// Windows cannot send SIGINT to another process.
test.skipIf(process.platform === "win32")("a clock that changes during --follow repeats no line", async () => {
  const { cloud, client } = await startLogs();
  await writeMessages(client, "read", [[Date.now(), "first"]]);
  const step = { TEST_CLOCK_SKEW_MS: "0", TEST_CLOCK_STEP_MS: String(5 * MINUTE) };
  const stopAt = { text: "third", signal: "SIGINT" } as const;
  const following = runLogs(cloud, ["--follow"], step, { whenStdoutHas: stopAt });
  for (const message of ["second", "third"]) {
    await readsOf(cloud, 2);
    await writeMessages(client, "read", [[Date.now(), message]]);
  }
  const { code, stdout } = await following;
  expect({ code, messages: stdout.match(/\b(first|second|third)\b/g) }).toEqual({
    code: EXIT.ok,
    messages: ["first", "second", "third"],
  });
});

async function startLogs() {
  const cloud = await startTestCloud();
  onTestFinished(cloud.stop);
  const client = new CloudWatchLogsClient(cloud.clientConfig);
  await createGroups(client, "create", "read", "update", "delete", "api");
  return { cloud, client };
}

/** Waits until all log groups have been read this many more times. */
function readsOf(cloud: TestCloud, rounds: number): Promise<void> {
  cloud.forgetCalls();
  const isRead = ({ operation }: { readonly operation?: string }) => operation === "FilterLogEvents";
  return vi.waitFor(() => expect(cloud.calls().filter(isRead).length).toBeGreaterThan(rounds * 5), 20_000);
}

async function runLogs(
  { endpoint, credentials: { accessKeyId, secretAccessKey } }: TestCloud,
  flags: readonly string[],
  clock: Readonly<Record<string, string>>,
  reactions: { readonly whenStdoutHas?: BinReaction } = {},
): Promise<Ran> {
  const cwd = await makeFolder();
  const env = {
    HOME: cwd,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
    ...clock,
  };
  const argv = ["logs", ...flags, "--endpoint-url", endpoint, "--region", "eu-west-1"];
  return runBin(argv, { cwd, env, ...reactions });
}
