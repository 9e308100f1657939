import { expect, onTestFinished, test } from "vitest";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { type SimulatedTime, simulatedTime } from "../support/simulated-time.ts";
import { changingOperations } from "./scene.ts";

/** Long after the last delayed log. */
const LATER_MILLISECONDS = 60_000;
/** Pages so small that every list has several. */
const SMALL_PAGES = 3;

/** Tests the life cycle of a stack with realistic timing and each of these seeds. */
export function convergesSlowly(seeds: readonly number[]): void {
  test.each(seeds)(
    "seed %i: deploy, redeploy, items and destroy have the same results as without delays",
    async (seed) => {
      const undisturbed = await deployWithoutDelays();
      const time = simulatedTime();
      const timing = { mode: "realistic", seed, ...(seed % 2 === 1 && { pageLimit: SMALL_PAGES }) } as const;
      const local = await startTestCloud({ clock: time, timing });
      onTestFinished(() => local.stop());
      const cwd = await makeDeployedFolder(local);

      const command = commandIn(cwd, time);
      await command("deploy");
      expect(inventoryOf(local.cloud)).toEqual(undisturbed);
      local.forgetCalls();
      await command("deploy");
      expect(changingOperations(local)).toEqual([]);
      await command("items", "add", "Buy milk");
      expect(await command("items", "list")).toContain("Buy milk");
      await command("destroy", "--yes");
      await time.sleep(LATER_MILLISECONDS);
      expect(leftoversIn(local.cloud)).toEqual({});
    },
  );
}

let withoutDelays: Promise<Inventory> | undefined;

/** The result of a deploy on a cloud without delays. */
function deployWithoutDelays(): Promise<Inventory> {
  withoutDelays ??= (async () => {
    const local = await startTestCloud();
    try {
      const cwd = await makeDeployedFolder(local);
      await commandIn(cwd)("deploy");
      return inventoryOf(local.cloud);
    } finally {
      await local.stop();
    }
  })();
  return withoutDelays;
}

/** Runs commands that must succeed, and returns their output. */
function commandIn(cwd: string, time?: SimulatedTime) {
  return async (...argv: readonly string[]) => {
    const { code, stdout, stderr } = await run(argv, { cwd, ...(time && { time }) });
    expect(`${argv.join(" ")}: ${code}`, stderr).toBe(`${argv.join(" ")}: 0`);
    return stdout;
  };
}
