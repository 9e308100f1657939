import type { Deployment, GetDeploymentRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { apiSummary, deploymentOutput } from "./deployment-output.ts";
import { badRequest } from "./errors.ts";
import { requireApi, requireDeployment } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";

export const getDeployment = {
  needs({ restApiId, deploymentId }: Validated<GetDeploymentRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}/deployments/${deploymentId}`)];
  },

  run({ restApiId, deploymentId, embed = [] }: Validated<GetDeploymentRequest>, call: Call): Deployment {
    const deployment = requireDeployment(requireApi(call, restApiId), deploymentId);
    for (const name of embed) if (name !== "apisummary") throw badRequest(`Invalid embed parameter: ${name}`);
    return { ...deploymentOutput(deployment), ...(embed.length > 0 && { apiSummary: apiSummary(deployment) }) };
  },
} satisfies Operation;
