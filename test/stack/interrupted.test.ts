import { afterEach, expect, test } from "vitest";
import { planRollback } from "../../src/commands/rollback/plan-rollback.ts";
import { tagsOfSettings } from "../../src/config/setting-tags.ts";
import { resolveSettings } from "../../src/config/stack-settings.ts";
import { destroyResources } from "../../src/engine/destroy.ts";
import { findLeftovers } from "../../src/resources/leftovers.ts";
import { readTableTags } from "../../src/resources/table/table-tags.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { cutAfter } from "../support/cut.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";

let local: TestCloud;

afterEach(() => local.stop());

/** DynamoDB lists the previous tags for up to 3 s. */
const TAGS_VISIBLE_MILLISECONDS = 4_000;

/** The numbers of calls after which a first deploy is interrupted. */
const CUTS = [1, 4, 9, 16, 25, 36, 49, 60];

test.each(CUTS.map((calls) => [calls]))(
  "a deploy that was interrupted after %i calls is finished by the next one",
  async (calls) => {
    local = await startTestCloud();
    const cut = await connect(local);
    cutAfter(cut, calls);
    const { results } = await runStack(stackFor(cut), cut, () => {});
    expect(results.map(({ outcome }) => outcome)).toContain("failed");

    const cloud = await connect(local);
    const again = await runStack(stackFor(cloud), cloud, () => {});
    expect(again.results.filter(({ outcome }) => outcome === "failed" || outcome === "skipped")).toEqual([]);
    const third = await runStack(stackFor(cloud), cloud, () => {});
    expect(new Set(third.results.map(({ outcome }) => outcome))).toEqual(new Set(["unchanged"]));
  },
);

test.each([
  ["a complete", undefined],
  // The table's tags are written before its protection changes.
  ["an interrupted", "UpdateTable"],
])(
  "immediately after %s deploy of other settings, a deploy of the previous settings records them",
  async (_which, stop) => {
    const time = simulatedTime();
    local = await startTestCloud({ clock: time, timing: { mode: "realistic", seed: 1 } });
    const cloud = await connect(local, local.credentials, time);
    const deploy = async (protect: boolean, version: string) => {
      const { results } = await runStack(stackFor(cloud, TEST_STACK, protect, { version }), cloud, () => {});
      return results.filter(({ outcome }) => outcome === "failed" || outcome === "skipped").length;
    };
    expect(await deploy(true, "1.0.0")).toBe(0);
    const recorded = tableTags();
    await time.sleep(TAGS_VISIBLE_MILLISECONDS);
    if (stop) local.faults.set({ kind: "expire-credentials", operation: stop });
    expect((await deploy(stop === undefined, "1.1.0")) > 0).toBe(stop !== undefined);
    local.faults.clear();
    expect(tableTags()).not.toEqual(recorded);
    expect(await deploy(true, "1.0.0")).toBe(0);
    expect(tableTags()).toEqual(recorded);
  },
);

test("a rollback that changes who may call the API ends when DynamoDB lists the restored mode", async () => {
  const time = simulatedTime();
  local = await startTestCloud({ clock: time, timing: { mode: "realistic", seed: 1 } });
  const cloud = await connect(local, local.credentials, time);
  const stackWith = (auth: string) => {
    const release = { settings: resolveSettings({ auth }, TEST_STACK), settingTags: tagsOfSettings({ auth }) };
    return stackFor(cloud, TEST_STACK, undefined, release);
  };
  await runStack(stackWith("none"), cloud, () => {});
  await runStack(stackWith("iam"), cloud, () => {});
  await time.sleep(TAGS_VISIBLE_MILLISECONDS);
  const { results } = await runStack(await planRollback(cloud, stackWith("iam"), { auth: "none" }), cloud, () => {});
  expect(results.map(({ outcome }) => outcome)).not.toContain("failed");
  expect(await readTableTags(cloud, "todo-api-dev")).toMatchObject({ "todo-api:auth": "none" });
});

test.each([[2], [12], [24], [40]])(
  "a deploy that was interrupted after %i calls is removed completely by a destroy",
  async (calls) => {
    local = await startTestCloud();
    const cut = await connect(local);
    cutAfter(cut, calls);
    await runStack(stackFor(cut), cut, () => {});

    const cloud = await connect(local);
    const stack = stackFor(cloud);
    const removed = await destroyResources(stack.resources, cloud, () => {});
    expect(removed.filter(({ outcome }) => outcome === "failed" || outcome === "skipped")).toEqual([]);
    expect(await findLeftovers(stack, cloud)).toEqual([]);
  },
);

test("a destroy that was interrupted is finished by the next one", async () => {
  local = await startTestCloud();
  const cloud = await connect(local);
  const stack = stackFor(cloud);
  await runStack(stack, cloud, () => {});
  const cut = await connect(local);
  cutAfter(cut, 15);
  const first = await destroyResources(stackFor(cut).resources, cut, () => {});
  expect(first.map(({ outcome }) => outcome)).toContain("failed");

  const second = await destroyResources(stack.resources, cloud, () => {});
  expect(second.filter(({ outcome }) => outcome === "failed" || outcome === "skipped")).toEqual([]);
  expect(await findLeftovers(stack, cloud)).toEqual([]);
});

function tableTags() {
  return local.cloud.dynamodb.data.regions[TEST_REGION]?.["todo-api-dev"]?.tags;
}
