import { afterEach, expect, test } from "vitest";
import { destroyResources } from "../../src/engine/destroy.ts";
import { findLeftovers } from "../../src/resources/leftovers.ts";
import { findRestApis } from "../../src/resources/rest-api/find-rest-api.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";

let local: TestCloud;

afterEach(() => local.stop());

const ROUNDS = 6;

test("two concurrent destroys both succeed", async () => {
  local = await startTestCloud();
  for (let round = 0; round < ROUNDS; round += 1) {
    const [one, other] = await Promise.all([connect(local), connect(local)]);
    await runStack(stackFor(one), one, () => {});
    const results = await Promise.all(
      [one, other].map((cloud) => destroyResources(stackFor(cloud).resources, cloud, () => {})),
    );
    const failed = results.flat().filter(({ outcome }) => outcome === "failed");
    expect(failed.map(({ id, error }) => `${id}: ${error}`)).toEqual([]);
    expect(await findLeftovers(stackFor(one), one)).toEqual([]);
  }
});

test("two concurrent deploys end with one API, and another deploy changes nothing", async () => {
  local = await startTestCloud();
  const [one, other] = await Promise.all([connect(local), connect(local)]);
  await Promise.all([one, other].map((cloud) => runStack(stackFor(cloud), cloud, () => {})));
  const again = await runStack(stackFor(one), one, () => {});
  expect(again.results.filter(({ outcome }) => outcome === "failed" || outcome === "skipped")).toEqual([]);
  expect(await findRestApis(one.apigateway, TEST_STACK)).toHaveLength(1);
});
