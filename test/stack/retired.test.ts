import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { planDeploy } from "../../src/commands/plan/make-plan.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { observe } from "../../src/engine/observe.ts";
import { type Inventory, inventoryOf } from "../support/inventory.ts";
import { leaveSearchFunction } from "../support/other-actions.ts";
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

test("the function of an action that left the stack is planned for removal, and goes with its role and log group", async () => {
  await leaveSearchFunction({ cloud, test: deployed.test });
  const before = inventoryOf(deployed.test.cloud);
  expect(Object.keys(before["functions"] ?? {})).toContain("todo-api-dev-search");
  const { steps } = planDeploy(stackFor(cloud), await observe(stackFor(cloud).resources, cloud, () => {}));
  expect(steps).toMatchObject([
    { id: "retired", action: "update", changes: [{ field: "search", to: undefined, cause: "intent" }] },
  ]);
  const { results } = await deploy(stackFor(cloud).resources, cloud, () => {});
  expect(results.filter(({ outcome }) => outcome !== "unchanged")).toMatchObject([
    { id: "retired", outcome: "updated" },
  ]);
  expect(inventoryOf(deployed.test.cloud)).toEqual(asDeployed);
});
