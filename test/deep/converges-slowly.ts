import { expect, onTestFinished, test } from "vitest";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Inventory, inventoryOf, whatIsLeft } from "../support/inventory.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { type SimulatedTime, simulatedTime } from "../support/simulated-time.ts";
import { changingOperations } from "./scene.ts";

/** Long after the last delayed log. */
const LATER_MILLISECONDS = 60_000;
/** Pages so small that every list has several. */
const SMALL_PAGES = 3;

/** The life cycle of a stack with realistic timing, for each of these seeds: it ends as on a cloud without delays. */
export function convergesSlowly(seeds: readonly number[]): void {
  test.each(seeds)("seed %i: deploy, deploy again, an item, destroy", async (seed) => {
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
    expect(whatIsLeft(local.cloud)).toEqual({});
  });
}

let atOnce: Promise<Inventory> | undefined;

/** The result of a deploy on a cloud without delays. */
function deployWithoutDelays(): Promise<Inventory> {
  atOnce ??= (async () => {
    const local = await startTestCloud();
    try {
      const cwd = await makeDeployedFolder(local);
      await commandIn(cwd)("deploy");
      return inventoryOf(local.cloud);
    } finally {
      await local.stop();
    }
  })();
  return atOnce;
}

/** Runs commands that must succeed, and returns their output. */
function commandIn(cwd: string, time?: SimulatedTime) {
  return async (...argv: readonly string[]) => {
    const { code, stdout, stderr } = await run(argv, { cwd, ...(time && { time }) });
    expect(`${argv.join(" ")}: ${code}`, stderr).toBe(`${argv.join(" ")}: 0`);
    return stdout;
  };
}
