import { afterAll, expect, test } from "vitest";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Inventory, inventoryOf } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { deployPackage, packageNamed } from "../support/releases.ts";
import { run } from "../support/run.ts";
import { type SimulatedTime, simulatedTime } from "../support/simulated-time.ts";
import { connect } from "../support/stack.ts";

const older = packageNamed("older");
afterAll(() => older.remove());
let withoutDelays: Promise<readonly Inventory[]> | undefined;

test.each(Array.from({ length: 10 }, (_, index) => index + 1))(
  "seed %i: another release, a rollback and a deploy have the same results with realistic timing as without delays",
  async (seed) => {
    withoutDelays ??= startTestCloud().then((local) => ends(local));
    const undisturbed = await withoutDelays;
    const time = simulatedTime();
    const timing = { mode: "realistic", seed, ...(seed % 2 === 1 && { pageLimit: 3 }) } as const;
    expect(await ends(await startTestCloud({ clock: time, timing }), time)).toEqual(undisturbed);
  },
);

/** The content of an account after a deploy of another release, after a rollback, and after another deploy. */
async function ends(local: TestCloud, time?: SimulatedTime): Promise<readonly Inventory[]> {
  try {
    const cwd = await makeDeployedFolder(local);
    await deployPackage(await connect(local, local.credentials, time), older.root);
    const inventories: Inventory[] = [];
    for (const argv of [["deploy"], ["rollback", "--yes"], ["deploy"]]) {
      const { code, stderr } = await run(argv, { cwd, ...(time && { time }) });
      expect(`${argv[0]}: ${code}`, stderr).toBe(`${argv[0]}: 0`);
      inventories.push(inventoryOf(local.cloud));
    }
    return inventories;
  } finally {
    await local.stop();
  }
}
