import type { Cloud } from "../../../src/aws/cloud.ts";
import { removeAndProve } from "../../../src/commands/destroy/remove-and-prove.ts";
import { planRollback } from "../../../src/commands/rollback/plan-rollback.ts";
import { deploy } from "../../../src/engine/deploy.ts";
import type { Resource } from "../../../src/engine/resource.ts";
import type { ResourceResult } from "../../../src/engine/result.ts";
import { runStep } from "../../../src/engine/step.ts";
import type { Stack } from "../../../src/stack.ts";
import type { Run } from "./steps.ts";

type Doing = (stack: Stack, cloud: Cloud) => Promise<readonly ResourceResult[]>;

/** What each command does to the cloud. */
export const RUNS: Readonly<Record<Run["does"], Doing>> = {
  deploy: async ({ resources }, cloud) => (await deploy(resources, cloud, () => {})).results,

  /** With the functions of former versions. */
  destroy: (stack, cloud) =>
    afterALook(
      cloud,
      async () => {
        const former = await stack.findFormerActions({ cloud, stateOf: () => undefined });
        return [...stack.resources, ...former.flatMap(stack.formerParts)];
      },
      async (resources) =>
        (await removeAndProve({ cloud, stack, data: { table: undefined }, resources }, false, () => {})).results,
    ),

  rollback: (stack, cloud) =>
    afterALook(
      cloud,
      async () => (await planRollback(cloud, stack)).resources,
      async (resources) => (await deploy(resources, cloud, () => {})).results,
    ),
};

/** What a look must find before anything is done can fail too. */
async function afterALook(
  cloud: Cloud,
  look: () => Promise<readonly Resource[]>,
  act: (resources: readonly Resource[]) => Promise<readonly ResourceResult[]>,
): Promise<readonly ResourceResult[]> {
  let found: readonly Resource[] = [];
  const subject = { id: "look", kind: "look at what is there", name: "" };
  const looked = await runStep(
    subject,
    cloud,
    () => {},
    async () => {
      found = await look();
      return { outcome: "unchanged", changes: [] };
    },
  );
  return looked.outcome === "unchanged" ? act(found) : [looked];
}
