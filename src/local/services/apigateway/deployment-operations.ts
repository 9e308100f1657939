import type {
  CreateDeploymentRequest,
  DeleteDeploymentRequest,
  Deployment,
  Deployments,
  GetDeploymentRequest,
  GetDeploymentsRequest,
  MethodSnapshot,
} from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../operation.ts";
import type { ApiDefinition, MethodDefinition } from "./definition.ts";
import { badRequest } from "./errors.ts";
import { ageKey, pageOf } from "./page.ts";
import { randomId } from "./random-id.ts";
import { findStage, requireApi, requireDeployment } from "./records.ts";
import { requiredPermission } from "./required-permission.ts";
import { wholeSeconds } from "./rest-api-output.ts";
import { checkStageName, newStage, withDeployment } from "./stage/new-stage.ts";
import type { DeploymentRecord } from "./store.ts";

export const createDeployment = {
  permissions({ restApiId }: Validated<CreateDeploymentRequest>, call: Call) {
    return [requiredPermission(call, "POST", `/restapis/${restApiId}/deployments`)];
  },

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

export const getDeployment = {
  permissions({ restApiId, deploymentId }: Validated<GetDeploymentRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/deployments/${deploymentId}`)];
  },

  run({ restApiId, deploymentId, embed = [] }: Validated<GetDeploymentRequest>, call: Call): Deployment {
    const deployment = requireDeployment(requireApi(call, restApiId), deploymentId);
    for (const name of embed) if (name !== "apisummary") throw badRequest(`Invalid embed parameter: ${name}`);
    return { ...deploymentOutput(deployment), ...(embed.length > 0 && { apiSummary: apiSummary(deployment) }) };
  },
} satisfies Operation;

export const getDeployments = {
  permissions({ restApiId }: Validated<GetDeploymentsRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/deployments`)];
  },

  run({ restApiId, ...page }: Validated<GetDeploymentsRequest>, call: Call): Deployments {
    const deployments = Object.values(requireApi(call, restApiId).deployments);
    const { items, position } = pageOf(deployments, ageKey, page);
    return { items: items.map(deploymentOutput), position };
  },
} satisfies Operation;

export const deleteDeployment = {
  permissions({ restApiId, deploymentId }: Validated<DeleteDeploymentRequest>, call: Call) {
    return [requiredPermission(call, "DELETE", `/restapis/${restApiId}/deployments/${deploymentId}`)];
  },

  run({ restApiId, deploymentId }: Validated<DeleteDeploymentRequest>, call: Call) {
    const api = requireApi(call, restApiId);
    const { id } = requireDeployment(api, deploymentId);
    if (Object.values(api.stages).some((stage) => stage.deploymentId === id))
      throw badRequest("Active stages pointing to this deployment must be moved or deleted");
    delete api.deployments[id];
    return undefined;
  },
} satisfies Operation;

function deploymentOutput({ id, description, createdAt }: DeploymentRecord): Deployment {
  return { id, description, createdDate: wholeSeconds(createdAt) };
}

function apiSummary({ definition }: DeploymentRecord): Record<string, Record<string, MethodSnapshot>> {
  return Object.fromEntries(
    definition.resources
      .filter(({ methods }) => Object.keys(methods).length > 0)
      .map(({ path, methods }) => [
        path,
        Object.fromEntries(Object.entries(methods).map(([verb, method]) => [verb, snapshotOf(method)] as const)),
      ]),
  );
}

function snapshotOf({ authorizationType = "NONE", apiKeyRequired = false }: MethodDefinition): MethodSnapshot {
  return { authorizationType, apiKeyRequired };
}
