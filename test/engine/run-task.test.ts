import { expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { runTask } from "../../src/engine/run-task.ts";
import { until } from "../../src/engine/wait.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { skippedTime } from "../support/skipped-time.ts";
import { connect } from "../support/stack.ts";

test("waits for the same thing at the same time are not added up, those one after the other are", async () => {
  const local = await startTestCloud();
  try {
    const cloud = await connect(local, local.credentials, skippedTime());
    const together = await runTask(
      SUBJECT,
      cloud,
      () => {},
      async () => {
        await Promise.all([0, 3, 6].map((later) => cloud.sleep(later * 1000).then(() => waitSeconds(cloud, 10))));
        return { outcome: "updated", changes: [] };
      },
    );
    expect(together.waits[0]?.milliseconds).toBeLessThanOrEqual(together.milliseconds);
    const inTurn = await runTask(
      SUBJECT,
      cloud,
      () => {},
      async () => {
        for (const seconds of [10, 10]) await waitSeconds(cloud, seconds);
        return { outcome: "updated", changes: [] };
      },
    );
    expect(inTurn.waits[0]?.milliseconds).toBeGreaterThanOrEqual(20_000);
  } finally {
    await local.stop();
  }
});

const SUBJECT = { id: "bucket", kind: "S3 website bucket", name: "bucket" };

async function waitSeconds(cloud: Cloud, seconds: number): Promise<void> {
  const end = cloud.now() + seconds * 1000;
  await until(cloud, { for: "S3 to know it", seconds: 60 }, async () => (cloud.now() >= end ? true : undefined));
}
