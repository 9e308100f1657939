import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../../src/aws/cloud.ts";
import { type PlannedStep, planDeploy } from "../../../src/commands/plan/make-plan.ts";
import { observe } from "../../../src/engine/observe.ts";
import { runStack } from "../../../src/stack/run-stack.ts";
import type { Stack } from "../../../src/stack/stack.ts";
import { type Inventory, inventoryOf } from "../inventory.ts";
import { startTestCloud, type TestCloud } from "../local-cloud.ts";
import { policyFor } from "../operator-policy.ts";
import { connect, stackFor, TEST_STACK } from "../stack.ts";
import type { Drift } from "./drift.ts";

/**
 * Checks that a plan reports each drift exactly, and that a deploy repairs it with only the necessary calls and the
 * operator's permissions.
 */
export function repairsDrifts(drifts: readonly Drift[]): void {
  let local: TestCloud;
  let user: Cloud;
  let operator: Cloud;
  let asDeployed: Inventory;

  beforeAll(async () => {
    local = await startTestCloud();
    user = await connect(local);
    operator = await connect(local, local.addUser([policyFor(local)]));
    await deployAgain();
    asDeployed = inventoryOf(local.cloud);
  });
  afterAll(() => local.stop());
  // A failed case must not make the next one fail.
  afterEach(deployAgain);

  test.each(drifts.map((drift) => [drift.what, drift] as const))(
    "%s: plan shows exactly this drift, and deploy repairs it",
    async (_what, { apply, finds, repairs }) => {
      await apply({ cloud: user, test: local });
      expect(inventoryOf(local.cloud), "test/support/inventory.ts lacks what this drift changes").not.toEqual(
        asDeployed,
      );
      local.forgetCalls();
      const planned = stack();
      const { steps } = planDeploy(planned, await observe(planned.resources, operator, () => {}));
      expect(Object.fromEntries(steps.map((step) => [step.id, fieldsOf(step)]))).toEqual(finds);
      expect(steps.flatMap(causesOf)).not.toContain("change");
      expect(changes()).toEqual([]);

      const { results } = await runStack(stack(), operator, () => {});
      expect(results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
      expect(changes()).toEqual([...repairs].sort());
      expect(inventoryOf(local.cloud)).toEqual(asDeployed);
    },
  );

  /** The protected stack, so that the table's protection is among the possible drifts. */
  function stack(): Stack {
    return stackFor(operator, TEST_STACK, true);
  }

  function deployAgain(): Promise<unknown> {
    return runStack(stack(), operator, () => {});
  }

  function changes(): readonly string[] {
    const made = local.calls().filter(({ readOnly, operation }) => !readOnly && !HOUSEKEEPING.has(operation));
    return made.map(({ operation }) => operation).sort();
  }
}

/** Which deployments a deploy deletes depends on the earlier cases. */
const HOUSEKEEPING = new Set(["DeleteDeployment"]);

function fieldsOf({ action, changes }: PlannedStep): readonly string[] | string {
  if (action !== "update") return action;
  return changes.map(({ field }) =>
    field.replace(/^duplicate .*/, "duplicate").replace(/^[a-z0-9]{10}-[a-z0-9-]+$/, "<stray>"),
  );
}

function causesOf({ cause, changes }: PlannedStep): readonly string[] {
  return [...(cause ? [cause] : []), ...changes.map((change) => change.cause)];
}
