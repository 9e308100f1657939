import { DeleteRestApiCommand } from "@aws-sdk/client-api-gateway";
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { type SimulatedTime, simulatedTime } from "../support/simulated-time.ts";
import { connect } from "../support/stack.ts";

const SEEDS = Array.from({ length: 8 }, (_, index) => index + 1);
const SMALL_PAGES = 3;
/** Long after the last delayed log. */
const LATER_MILLISECONDS = 60_000;
const OLD_VERSIONS = 7;

test.each(SEEDS)(
  "seed %i: on a slow cloud with small pages, destroy empties a versioned bucket and leaves nothing",
  async (seed) => {
    const { local, time, cwd, cloud } = await slowCloud(seed);
    await runSuccessfully(["deploy"], cwd, time);
    await fillBucket(cloud, `todo-api-dev-${local.account}-eu-west-1`);
    await runSuccessfully(["items", "add", "Buy milk"], cwd, time);
    await runSuccessfully(["destroy", "--yes"], cwd, time);
    await time.sleep(LATER_MILLISECONDS);
    expect(leftoversIn(local.cloud)).toEqual({});
  },
);

test.each(SEEDS)(
  "seed %i: on a slow cloud with small pages, orphans are found and removed, including delayed log groups",
  async (seed) => {
    const { local, time, cwd, cloud } = await slowCloud(seed);
    const notes = ["--app", "notes", "--stage", "test"];
    await runSuccessfully(["deploy", ...notes], cwd, time);
    await fillBucket(cloud, `notes-test-${local.account}-eu-west-1`);
    await runSuccessfully(["items", "add", "Buy milk", ...notes], cwd, time);
    for (const { id: restApiId } of Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {}))
      await cloud.apigateway.send(new DeleteRestApiCommand({ restApiId }));
    await runSuccessfully(["orphans", "--remove", "--yes"], cwd, time);
    await time.sleep(LATER_MILLISECONDS);
    expect(leftoversIn(local.cloud)).toEqual({});
    expect(await runSuccessfully(["orphans", "--exit-code"], cwd, time)).toBe("No orphans.\n");
  },
);

async function slowCloud(seed: number) {
  const time = simulatedTime();
  const local = await startTestCloud({ clock: time, timing: { mode: "realistic", seed, pageLimit: SMALL_PAGES } });
  onTestFinished(() => local.stop());
  return { local, time, cwd: await makeDeployedFolder(local), cloud: await connectIn(local, time) };
}

function connectIn(local: TestCloud, time: SimulatedTime): Promise<Cloud> {
  return connect(local, local.credentials, time);
}

/** Versions, delete markers and unfinished uploads, more than one page of each. */
async function fillBucket({ s3 }: Cloud, Bucket: string): Promise<void> {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  for (let at = 0; at < OLD_VERSIONS; at += 1) {
    await s3.send(new PutObjectCommand({ Bucket, Key: `old/${at}`, Body: "old" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: `old/${at}` }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: `old/${at}` }));
  }
}

async function runSuccessfully(argv: readonly string[], cwd: string, time: SimulatedTime): Promise<string> {
  const { code, stdout, stderr } = await run(argv, { cwd, time });
  expect(code, stderr).toBe(EXIT.ok);
  return stdout;
}
