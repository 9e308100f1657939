import { badRequest } from "../errors.ts";
import type { StageRecord } from "../store.ts";

/** A stage without settings. */
export function newStage(name: string, deploymentId: string, now: number): StageRecord {
  return {
    name,
    deploymentId,
    deployedAt: now,
    createdAt: now,
    updatedAt: now,
    variables: {},
    accessLog: {},
    methodSettings: {},
    tags: {},
  };
}

/** Returns the stage with this deployment, or the same record if the stage already has it. */
export function withDeployment(stage: StageRecord, deploymentId: string, now: number): StageRecord {
  if (stage.deploymentId === deploymentId) return stage;
  return { ...stage, deploymentId, deployedAt: now, deploymentBefore: stage.deploymentId };
}

/**
 * Rejects an invalid name (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 */
export function checkStageName(name: string): void {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(name)) throw badRequest("Stage name only allows a-zA-Z0-9_-");
}
