import type { Cloud } from "../../../src/aws/cloud.ts";
import { removeStack } from "../../../src/commands/destroy/remove-stack.ts";
import { surveyData } from "../../../src/commands/destroy/survey-data.ts";
import { planRollback } from "../../../src/commands/rollback/plan-rollback.ts";
import type { ResourceResult } from "../../../src/engine/result.ts";
import { runTask } from "../../../src/engine/run-task.ts";
import { EXIT, TodoApiError } from "../../../src/errors.ts";
import type { Leftover } from "../../../src/resources/leftovers.ts";
import { runStack } from "../../../src/stack/run-stack.ts";
import type { Stack } from "../../../src/stack/stack.ts";
import { resultsOf } from "../scene.ts";
import type { Run } from "./steps.ts";

type RunFunction = (stack: Stack, cloud: Cloud) => Promise<readonly ResourceResult[]>;

/** The effect of each command on the cloud. */
export const RUNS: Readonly<Record<Run["does"], RunFunction>> = {
  deploy: (stack, cloud) => resultsOf(() => runStack(stack, cloud, () => {})),

  /** Includes the functions of earlier versions, and verifies that nothing remains. */
  destroy: (stack, cloud) =>
    afterReads(
      cloud,
      () => surveyData(stack, cloud),
      async (data) => {
        const resources = [...stack.resources, ...data.obsoleteActions.flatMap(stack.resourcesOfObsolete)];
        const { results, left } = await removeStack({ cloud, stack, data, resources }, false, () => {});
        return [...results, ...left.map(asFailure)];
      },
    ),

  rollback: (stack, cloud) =>
    afterReads(
      cloud,
      () => planRollback(cloud, stack),
      (planned) => resultsOf(() => runStack(planned, cloud, () => {})),
    ),
};

function asFailure({ kind, name }: Leftover): ResourceResult {
  const error = new TodoApiError("destroy-left", EXIT.partial, `${kind} ${name} remains.`);
  return {
    id: `left:${name}`,
    kind,
    name,
    outcome: "failed",
    changes: [],
    startedAt: 0,
    milliseconds: 0,
    waits: [],
    error,
  };
}

/** Runs the reads before the first change as a task, because they can fail, too. */
async function afterReads<Found>(
  cloud: Cloud,
  read: () => Promise<Found>,
  act: (found: Found) => Promise<readonly ResourceResult[]>,
): Promise<readonly ResourceResult[]> {
  let results: readonly ResourceResult[] | undefined;
  const subject = { id: "read", kind: "read of the current state", name: "" };
  const task = await runTask(
    subject,
    cloud,
    () => {},
    async () => {
      results = await act(await read());
      return { outcome: "unchanged", changes: [] };
    },
  );
  return results ?? [task];
}
