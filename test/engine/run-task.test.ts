import { beforeEach, expect, test } from "vitest";
import type { ResourceResult } from "../../src/engine/result.ts";
import { runTask } from "../../src/engine/run-task.ts";
import { until } from "../../src/engine/wait.ts";
import { type FakeStack, fakeStack } from "./fake-stack.ts";

const SUBJECT = { id: "bucket", kind: "S3 website bucket", name: "bucket" };

let fake: FakeStack;

beforeEach(() => {
  fake = fakeStack();
});

function run(task: () => Promise<unknown>): Promise<ResourceResult> {
  return runTask(SUBJECT, fake.clock, fake.listen, async () => {
    await task();
    return { outcome: "updated", changes: [] };
  });
}

function waitSeconds(seconds: number, reason = "S3 to know the bucket"): Promise<unknown> {
  const end = fake.clock.now() + seconds * 1000;
  const isOver = async () => (fake.clock.now() >= end ? true : undefined);
  return until(fake.clock, { for: reason, seconds: 60 }, isOver);
}

test("does not add up concurrent waits with the same name", async () => {
  const { waits, milliseconds } = await run(() =>
    Promise.all([0, 3, 6].map((later) => fake.clock.sleep(later * 1000).then(() => waitSeconds(10)))),
  );
  expect(waits[0]?.milliseconds).toBeLessThanOrEqual(milliseconds);
});

test("adds up consecutive waits with the same name", async () => {
  const { waits } = await run(async () => {
    for (const seconds of [10, 10]) await waitSeconds(seconds);
  });
  expect(waits[0]?.milliseconds).toBeGreaterThanOrEqual(20_000);
});

test("lists the longest wait first", async () => {
  const { waits } = await run(async () => {
    await waitSeconds(2, "IAM");
    await waitSeconds(9, "S3");
  });
  expect(waits.map((wait) => wait.for)).toEqual(["S3", "IAM"]);
});

test("returns a failure instead of throwing it", async () => {
  const failure = new Error("denied");
  expect(await run(() => Promise.reject(failure))).toMatchObject({ outcome: "failed", error: failure });
});

test("distinguishes an abort from a failure that came after it", async () => {
  fake.abort();
  expect(await run(() => fake.clock.sleep(1000))).toMatchObject({ outcome: "skipped", because: [] });
  expect(await run(() => Promise.reject(new Error("denied")))).toMatchObject({ outcome: "failed" });
});
