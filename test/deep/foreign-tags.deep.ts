import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import type { Account } from "../support/drifts/drift.ts";
import { TAGGABLES } from "../support/drifts/tagging.ts";
import { inventoryOf } from "../support/inventory.ts";
import { connect, stackFor, startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;
let cloud: Cloud;
let account: Account;

beforeAll(async () => {
  deployed = await startStack();
  cloud = await connect(deployed.test);
  account = { cloud, test: deployed.test };
});
afterAll(() => deployed.stop());

test.each(TAGGABLES.map((one) => [one.id, one] as const))("%s keeps a tag of another owner", async (_id, { tag }) => {
  await tag(account, { owner: "ann" });
  await expectNothingDone();
});

test.each(TAGGABLES.filter(({ id }) => id !== "rest-api").map((one) => [one.id, one] as const))(
  "rejects %s that is tagged as another stage's, and changes nothing",
  async (id, { tag }) => {
    await tag(account, { "todo-api:stage": "other" });
    const results = await expectNothingDone();
    expect(results.find((result) => result.id === id)).toMatchObject({
      outcome: "failed",
      error: { code: "foreign-resource" },
    });
    await tag(account, { "todo-api:stage": "dev" });
    expect(new Set((await expectNothingDone()).map(({ outcome }) => outcome))).toEqual(new Set(["unchanged"]));
  },
);

async function expectNothingDone() {
  const before = inventoryOf(deployed.test.cloud);
  deployed.test.forgetCalls();
  const { results } = await runStack(stackFor(cloud), cloud, () => {});
  expect(deployed.test.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(inventoryOf(deployed.test.cloud)).toEqual(before);
  return results;
}
