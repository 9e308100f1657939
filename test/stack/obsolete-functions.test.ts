import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { planDeploy } from "../../src/commands/plan/make-plan.ts";
import { destroyResources } from "../../src/engine/destroy.ts";
import { observe } from "../../src/engine/observe.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { cutAt } from "../support/cut.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { addSearchFunction } from "../support/other-actions.ts";
import { connect, stackFor, startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;
let cloud: Cloud;
let asDeployed: Inventory;

beforeAll(async () => {
  deployed = await startStack();
  cloud = await connect(deployed.test);
  asDeployed = inventoryOf(deployed.test.cloud);
});
afterAll(() => deployed.stop());

test("plans the removal of an obsolete function, and removes it with its role and log group", async () => {
  await addSearchFunction({ cloud, test: deployed.test });
  const before = inventoryOf(deployed.test.cloud);
  expect(Object.keys(before["functions"] ?? {})).toContain("todo-api-dev-search");
  const stack = stackFor(cloud);
  const { steps } = planDeploy(stack, await observe(stack.resources, cloud, () => {}));
  expect(steps).toMatchObject([
    { id: "obsolete-functions", action: "remove", changes: [{ field: "search", to: undefined, cause: "change" }] },
  ]);
  const { results } = await runStack(stackFor(cloud), cloud, () => {});
  expect(results.filter(({ outcome }) => outcome !== "unchanged")).toMatchObject([
    { id: "obsolete-functions", outcome: "removed" },
  ]);
  expect(inventoryOf(deployed.test.cloud)).toEqual(asDeployed);
});

// After the removal of the API, in the middle of the removal, and near its end.
test.each([[20], [32], [46]])(
  "finds the obsolete function after a destroy that was interrupted after call %i",
  async (call) => {
    const local = await startTestCloud();
    onTestFinished(() => local.stop());
    const account = await connect(local);
    await runStack(stackFor(account), account, () => {});
    await addSearchFunction({ cloud: account, test: local });
    const dying = await connect(local);
    cutAt(dying, { call, when: "after" });
    await destroyAsTheCommand(dying);
    expect(leftoversIn(local.cloud)).not.toEqual({});
    await destroyAsTheCommand(account);
    expect(leftoversIn(local.cloud)).toEqual({});
  },
);

async function destroyAsTheCommand(account: Cloud): Promise<void> {
  const stack = stackFor(account);
  const former = stack.obsoleteActionsIn((await stack.restApi.read())?.tags ?? {});
  await destroyResources([...stack.resources, ...former.flatMap(stack.resourcesOfObsolete)], account, () => {});
}
