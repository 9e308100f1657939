import { afterAll, describe, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { FAULT_KINDS, type Fault } from "../../src/local/faults/fault.ts";
import { isReadOnly } from "../../src/local/model/service-model.ts";
import { explainFailure } from "../../src/report/failures.ts";
import { skippedTime } from "../support/client-time.ts";
import { inventoryOf } from "../support/inventory.ts";
import type { TestCloud } from "../support/local-cloud.ts";
import { connect } from "../support/stack.ts";
import { failuresIn, type Scene } from "./scene.ts";

/** Temporary failures, which must not affect the result of a run. */
const TEMPORARY = FAULT_KINDS.filter((kind) => kind !== "expire-credentials");
/** Every write is tested with every fault, but only every third read, because all reads are retried in the same way. */
const READ_INTERVAL = 3;
/** Long enough to have an effect, short enough for thousands of runs. */
const SECONDS: Readonly<Partial<Record<Fault["kind"], number>>> = { refuse: 0.02, slow: 0.02, throttle: 1 };

/**
 * Injects faults into the calls of the scene's run, starting at a given one. With a fault, the run has the result of an
 * undisturbed one; when its credentials expire, it stops, reports that, and continues when it is run again.
 */
export function survivesFaults(name: string, scene: Scene, from = 1): void {
  afterAll(() => scene.remove());
  const calls = scene.operations.map((operation, index) => [index + 1, operation] as const).slice(from - 1);

  describe.each(TEMPORARY.map((kind, index) => [kind, index] as const))(
    `${name} with the fault "%s"`,
    (kind, index) => {
      const struck = calls.filter(
        ([call, operation]) => !isReadOnly(operation) || (call + index) % READ_INTERVAL === 0,
      );
      test.each(struck)("at call %i (%s) has the same result", async (call) => {
        const local = await scene.start();
        try {
          local.faults.set({ kind, call, seconds: SECONDS[kind] ?? 1 });
          expect(failuresIn(await scene.run(await connectPatiently(local)))).toEqual([]);
          expect(local.faults.fired()).toMatchObject([{ kind }]);
          expect(inventoryOf(local.cloud)).toEqual(scene.end);
        } finally {
          await local.stop();
        }
      });
    },
  );

  test.each(calls)(
    `${name} whose credentials expire at call %i (%s) reports it and continues with new ones`,
    async (call) => {
      const local = await scene.start();
      try {
        local.faults.set({ kind: "expire-credentials", call });
        const results = await scene.run(await connectPatiently(local));
        const failed = results.filter(({ outcome }) => outcome === "failed");
        expect(new Set(failed.map((one) => explainFailure(one).code))).toEqual(new Set(["credentials-expired"]));
        expect(failed.map((one) => explainFailure(one).message).join()).toContain(
          "run the same command again to continue",
        );
        local.faults.clear();
        expect(failuresIn(await scene.run(await connectPatiently(local)))).toEqual([]);
        expect(inventoryOf(local.cloud)).toEqual(scene.end);
      } finally {
        await local.stop();
      }
    },
  );
}

function connectPatiently(local: TestCloud): Promise<Cloud> {
  return connect(local, local.credentials, skippedTime());
}
