import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Model } from "../../src/api/model/model.ts";
import { ownershipTags } from "../../src/aws/ownership.ts";
import type { StackName } from "../../src/aws/stack-name.ts";
import type { SettingTexts } from "../../src/config/stack-settings.ts";
import { writeTargetCache } from "../../src/config/target-cache.ts";
import { writeDaemonRecord } from "../../src/daemon/daemon-record.ts";
import { createLocalCloudFolder } from "../../src/files/state-folder.ts";
import { type ReachableCloud, TEST_REGION } from "./local-cloud.ts";
import { startRelay } from "./relay.ts";
import { TEST_STACK, TEST_THROTTLE } from "./stack.ts";

/** What the folder remembers of the last deploy. */
interface Memory extends Partial<StackName> {
  readonly destroyed?: boolean;
  readonly apiUrl?: string;
  readonly model?: Model;
  /** A server that simulates the stack's deployed API. */
  readonly simulatedBy?: string;
  readonly settings?: SettingTexts;
}

/** Creates a folder whose last deploy went to the test's own local cloud; it is removed when the test ends. */
export async function makeDeployedFolder(
  test: ReachableCloud,
  { simulatedBy, ...memory }: Memory = {},
  prefix = "todo-api-test-",
): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const settings = { throttle: TEST_THROTTLE };
  writeTargetCache(folder, { local: true, ...TEST_STACK, region: TEST_REGION, settings, ...memory });
  const directory = createLocalCloudFolder(folder);
  const endpoint = simulatedBy === undefined ? test.endpoint : await simulateApi(test, simulatedBy, memory);
  writeDaemonRecord(directory, {
    version: 1,
    directory,
    pid: process.pid,
    port: Number(new URL(endpoint).port),
    token: test.token,
    account: test.account,
    credentials: test.credentials,
    startedAt: Date.now(),
    timing: "instant",
  });
  return folder;
}

/** Returns an endpoint of the local cloud that lists this URL as the stack's API. */
async function simulateApi({ endpoint }: ReachableCloud, url: string, { app, stage }: Memory): Promise<string> {
  const stack = { app: app ?? TEST_STACK.app, stage: stage ?? TEST_STACK.stage };
  const tags = ownershipTags(stack, "0.0.0");
  const relay = await startRelay(endpoint, undefined, [
    { region: TEST_REGION, stage: stack.stage, url, tags, createdAt: 1 },
  ]);
  onTestFinished(relay.stop);
  return relay.endpoint;
}
