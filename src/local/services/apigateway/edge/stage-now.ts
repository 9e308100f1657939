import type { LocalCloud } from "../../../cloud.ts";
import type { StageRecord } from "../store.ts";

/** The probability that a stage that has not settled does not serve its latest deployment. */
const FLAPPING_PROBABILITY = 0.3;

const withDeploymentBefore = new WeakMap<StageRecord, StageRecord>();

/**
 * The stage that one request reaches, or undefined if the stage does not respond to it. A new stage first does not
 * respond, then responds intermittently; a stage with a new deployment first serves the previous one, then both
 * (LocalStack's test runs on AWS wait for several consecutive healthy responses).
 */
export function stageNow({ clock, timing }: LocalCloud, key: string, stage: StageRecord): StageRecord | undefined {
  const { deployedAt = 0, deploymentBefore } = stage;
  const elapsed = clock.now() - deployedAt;
  const isNew = deploymentBefore === undefined;
  const isSteady = elapsed >= timing.delay(isNew ? "stage-steady" : "deployment-steady", key);
  if (isSteady) return stage;
  const isServed = elapsed >= timing.delay(isNew ? "stage-served" : "deployment-served", key);
  if (isServed && !timing.happens(FLAPPING_PROBABILITY)) return stage;
  return isNew ? undefined : before(stage, deploymentBefore);
}

function before(stage: StageRecord, deploymentId: string): StageRecord {
  const known = withDeploymentBefore.get(stage) ?? { ...stage, deploymentId };
  withDeploymentBefore.set(stage, known);
  return known;
}
