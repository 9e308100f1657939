import { join } from "node:path";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { makeFolder, runBin } from "../support/run.ts";
import { createGroups, writeAt } from "./log-writer.ts";

const MINUTE = 60_000;
const PRELOAD = join(PACKAGE_ROOT, "test", "logs", "skewed-clock.cjs");

test.each([
  ["an hour fast", 60],
  ["an hour slow", -60],
  ["eleven minutes fast", 11],
])("a clock that is %s does not change the output of logs", async (_name, minutes) => {
  const cloud = await startTestCloud();
  onTestFinished(cloud.stop);
  const client = new CloudWatchLogsClient(cloud.clientConfig);
  await createGroups(client, "create", "read", "update", "delete", "api");
  const now = Date.now();
  const [old, recent] = [
    await writeAt(client, "read", [now - 30 * MINUTE]),
    await writeAt(client, "read", [now - MINUTE]),
  ];
  const cwd = await makeFolder();
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const { code, stdout, stderr } = await runBin(["logs", "--endpoint-url", cloud.endpoint, "--region", "eu-west-1"], {
    cwd,
    env: {
      HOME: cwd,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
      TEST_CLOCK_SKEW_MS: String(minutes * MINUTE),
    },
  });
  expect({ code, stderr: stderr.split("\n").slice(1) }).toEqual({ code: EXIT.ok, stderr: [""] });
  expect(stdout).toContain(recent[0]);
  expect(stdout).not.toContain(old[0]);
});
