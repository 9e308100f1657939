import { setTimeout as sleep } from "node:timers/promises";
import { firstDeployLowerBound } from "./lower-bound.ts";
import { type Ran, requireSuccess, runNode } from "./measure.ts";
import type { PackageCopy } from "./package-copy.ts";
import { type Row, shown } from "./row.ts";

/** API Gateway accepts one UpdateAccount every 20 s; after this pause, the deploy's call does not delay the destroy. */
const UPDATE_ACCOUNT_MILLISECONDS = 20_000;

/**
 * Measures a first deploy, deploys without changes and of one handler, and a destroy with realistic timing: whole
 * processes, once each.
 */
export async function measureSimulation({ bin, slowWork, changeHandler }: PackageCopy): Promise<readonly Row[]> {
  const command = async (...args: readonly string[]) =>
    seconds(await requireSuccess(runNode([bin, ...args], slowWork)));
  await command("local", "start", "--timing", "realistic");
  try {
    const first = await command("deploy", "--local");
    const none = await command("deploy");
    changeHandler("read");
    const one = await command("deploy");
    await sleep(UPDATE_ACCOUNT_MILLISECONDS);
    const destroyed = await command("destroy", "--yes");
    const bound = firstDeployLowerBound();
    const times = first / bound.seconds;
    return [
      {
        what: `simulation of AWS: first \`deploy\`, against its lower bound of ${bound.seconds.toFixed(1)} s (${bound.chain})`,
        measured: `${times.toFixed(2)} x`,
        limit: "at most 1.15 x",
        met: times <= 1.15,
      },
      shown("simulation: the same, in seconds", first, "s", 1),
      shown("simulation: `deploy` of one changed handler", one, "s", 1),
      shown("simulation: `deploy`, nothing changed", none, "s", 1),
      shown("simulation: `destroy`, verified", destroyed, "s", 1),
    ];
  } finally {
    await command("local", "stop");
  }
}

function seconds({ milliseconds }: Ran): number {
  return milliseconds / 1000;
}
