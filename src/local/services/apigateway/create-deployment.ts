import type { CreateDeploymentRequest, Deployment } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import type { ApiDefinition } from "./definition.ts";
import { deploymentOutput } from "./deployment-output.ts";
import { badRequest } from "./errors.ts";
import { randomId } from "./random-id.ts";
import { findStage, requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { checkStageName, newStage, withDeployment } from "./stage/new-stage.ts";
import type { DeploymentRecord } from "./store.ts";

export const createDeployment = {
  needs({ restApiId }: Validated<CreateDeploymentRequest>, call: Call) {
    return [requiredPermissions(call, "POST", `/restapis/${restApiId}/deployments`)];
  },

  /** Makes a snapshot of the API as it is now, and lets the stage serve it: a new one, or the one of that name. */
  run(input: Validated<CreateDeploymentRequest>, call: Call): Deployment {
    const api = requireApi(call, input.restApiId);
    const now = call.cloud.clock.now();
    if (input.stageName !== undefined) checkStageName(input.stageName);
    checkDeployable(api.definition);
    const { definition } = api;
    const deployment: DeploymentRecord = {
      id: randomId(6),
      createdAt: now,
      description: input.description,
      definition,
    };
    api.deployments[deployment.id] = deployment;
    if (input.stageName !== undefined) {
      const stage = findStage(api, input.stageName) ?? newStage(input.stageName, deployment.id, now);
      const variables = { ...stage.variables, ...input.variables };
      api.stages[input.stageName] = { ...withDeployment(stage, deployment.id, now), variables, updatedAt: now };
    }
    return deploymentOutput(deployment);
  },
} satisfies Operation;

function checkDeployable({ resources }: ApiDefinition): void {
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ integration }) => !integration)) throw badRequest("No integration defined for method");
}
