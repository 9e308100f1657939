import type { LocalCloud } from "../../../cloud.ts";
import type { StageRecord } from "../store.ts";

/** The probability that a request does not reach a deployment that is served intermittently. */
const FLAPPING_PROBABILITY = 0.3;

const withDeploymentBefore = new WeakMap<StageRecord, StageRecord>();

/**
 * The stage that a request reaches, or undefined if the stage does not respond. A new stage does not respond at first,
 * then responds intermittently. A new deployment to an existing stage is not served at first, then intermittently;
 * meanwhile, the stage serves the previous deployment.
 */
export function stageNow({ clock, timing }: LocalCloud, key: string, stage: StageRecord): StageRecord | undefined {
  const { deployedAt = 0, deploymentBefore } = stage;
  const elapsed = clock.now() - deployedAt;
  const isNew = deploymentBefore === undefined;
  const isSteady = elapsed >= timing.delay(isNew ? "stage-steady" : "deployment-steady", key);
  if (isSteady) return stage;
  const isServed = elapsed >= timing.delay(isNew ? "stage-served" : "deployment-served", key);
  if (isServed && !timing.happens(FLAPPING_PROBABILITY)) return stage;
  return isNew ? undefined : withPreviousDeployment(stage, deploymentBefore);
}

function withPreviousDeployment(stage: StageRecord, deploymentId: string): StageRecord {
  const known = withDeploymentBefore.get(stage) ?? { ...stage, deploymentId };
  withDeploymentBefore.set(stage, known);
  return known;
}
