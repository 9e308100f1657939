import { describe, expect, test } from "vitest";
import { inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";
import { changeEverything, changingOperations, failuresIn } from "./scene.ts";
import { RUNS } from "./walk/runs.ts";

const SEED = 7;

/** The runs of a stack's life cycle, in order. */
const LIFE = ["first deploy", "repair", "destroy"] as const;
type RunName = (typeof LIFE)[number];

const { changing, states } = await life();

describe.each(LIFE)("a %s on a slow cloud", (name) => {
  test.each(changing[name].map((operation) => [operation]))(
    "has the same result if the response to %s is lost",
    async (operation) => {
      expect((await life({ name, operation })).states).toEqual(states);
    },
  );
});

/**
 * Returns which operations changed something in each run of a life cycle, and the content of the account after it. In
 * one run, the first call of one operation is performed, but its response is lost.
 */
async function life(lost?: { readonly name: RunName; readonly operation: string }) {
  const time = simulatedTime();
  const local = await startTestCloud({ clock: time, timing: { mode: "realistic", seed: SEED } });
  try {
    const cloud = await connect(local, local.credentials, time);
    const stack = stackFor(cloud, TEST_STACK, true);
    const changing: Record<RunName, readonly string[]> = { "first deploy": [], repair: [], destroy: [] };
    const goThrough = async (name: RunName) => {
      local.forgetCalls();
      if (lost?.name === name) local.faults.set({ kind: "drop-after", operation: lost.operation });
      expect(failuresIn(await RUNS[name === "destroy" ? "destroy" : "deploy"](stack, cloud))).toEqual([]);
      expect(local.faults.fired()).toHaveLength(lost?.name === name ? 1 : 0);
      local.faults.clear();
      changing[name] = [...new Set(changingOperations(local))].sort();
    };
    await goThrough("first deploy");
    const deployed = inventoryOf(local.cloud);
    changeEverything(local);
    await goThrough("repair");
    const repaired = inventoryOf(local.cloud);
    await goThrough("destroy");
    return { changing, states: { deployed, repaired, left: leftoversIn(local.cloud) } };
  } finally {
    await local.stop();
  }
}
