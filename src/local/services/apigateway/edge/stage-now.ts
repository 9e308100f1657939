import type { LocalCloud } from "../../../cloud.ts";
import type { StageRecord } from "../store.ts";

/** How often a stage that is not steady yet does not serve what it will serve. */
const FLAPPING = 0.3;

const withDeploymentBefore = new WeakMap<StageRecord, StageRecord>();

/**
 * A stage as one request finds it. A new stage answers nothing at first, then now and then; a stage with a new deployment serves the one before
 * it at first, then now and then (LocalStack's runs on AWS wait for several good answers in a row). Undefined while it does not answer.
 */
export function stageNow({ clock, pace }: LocalCloud, key: string, stage: StageRecord): StageRecord | undefined {
  const { deployedAt = 0, deploymentBefore } = stage;
  const elapsed = clock.now() - deployedAt;
  const isNew = deploymentBefore === undefined;
  const isSteady = elapsed >= pace.delay(isNew ? "stage-steady" : "deployment-steady", key);
  if (isSteady) return stage;
  const isServed = elapsed >= pace.delay(isNew ? "stage-served" : "deployment-served", key);
  if (isServed && !pace.happens(FLAPPING)) return stage;
  return isNew ? undefined : before(stage, deploymentBefore);
}

function before(stage: StageRecord, deploymentId: string): StageRecord {
  const known = withDeploymentBefore.get(stage) ?? { ...stage, deploymentId };
  withDeploymentBefore.set(stage, known);
  return known;
}
