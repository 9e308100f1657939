import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { deployPackage, type OtherPackage, packageNamed } from "../support/releases.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";
import { type ChaosProxy, startChaosProxy } from "./chaos-proxy.ts";
import { reportCounts } from "./report-counts.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const SHARE = 0.2;
/** The maximum number of runs of a command until it finishes. */
const MAX_RUNS = 5;

let older: OtherPackage;
const total: Record<string, number> = { runs: 0, reruns: 0 };

beforeAll(() => {
  older = packageNamed("older");
});
afterAll(() => {
  older.remove();
  reportCounts("chaos", total);
});

test.each(SEEDS)(
  "seed %i: deploy, update, rollback and destroy have the same results through a chaotic network",
  async (seed) => {
    const quiet = await life((endpoint) => startChaosProxy(endpoint, seed, 0));
    const chaotic = await life((endpoint) => startChaosProxy(endpoint, seed, SHARE));
    expect(chaotic).toEqual(quiet);
  },
  240_000,
);

/** The life cycle of a stack: what the account contains after each command. */
async function life(start: (endpoint: string) => Promise<ChaosProxy>): Promise<readonly Inventory[]> {
  const local = await startTestCloud();
  const proxy = await start(local.endpoint);
  try {
    const cwd = await makeDeployedFolder({ ...local, endpoint: proxy.endpoint });
    const states: Inventory[] = [];
    const step = async (argv: readonly string[]) => {
      await untilDone(argv, cwd);
      states.push(inventoryOf(local.cloud));
    };
    await deployPackage(await connect(local), older.root);
    await step(["deploy"]);
    await step(["rollback", "--confirm", "todo-api-dev"]);
    await step(["deploy", "--no-allow-clear"]);
    await step(["destroy", "--confirm", "todo-api-dev"]);
    expect(leftoversIn(local.cloud)).toEqual({});
    await step(["deploy"]);
    return states;
  } finally {
    for (const [name, count] of Object.entries(proxy.counts())) total[name] = (total[name] ?? 0) + count;
    await proxy.stop();
    await local.stop();
  }
}

/** A command may fail with an error message; running it again continues. */
async function untilDone(argv: readonly string[], cwd: string): Promise<void> {
  for (let runs = 1; ; runs += 1) {
    const { code, stderr } = await run(argv, { cwd, time: skippedTime() });
    total["runs"] = (total["runs"] ?? 0) + 1;
    expect(stderr).not.toContain("this is a bug");
    if (code === EXIT.ok) return;
    expect(runs, stderr).toBeLessThan(MAX_RUNS);
    total["reruns"] = (total["reruns"] ?? 0) + 1;
  }
}
