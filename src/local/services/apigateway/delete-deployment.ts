import type { DeleteDeploymentRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest } from "./errors.ts";
import { needs } from "./required-permissions.ts";
import { presentApi, presentDeployment } from "./records.ts";

export const deleteDeployment = {
  needs({ restApiId, deploymentId }: Validated<DeleteDeploymentRequest>, call: Call) {
    return [needs(call, "DELETE", `/restapis/${restApiId}/deployments/${deploymentId}`)];
  },

  run({ restApiId, deploymentId }: Validated<DeleteDeploymentRequest>, call: Call) {
    const api = presentApi(call, restApiId);
    const { id } = presentDeployment(api, deploymentId);
    if (Object.values(api.stages).some((stage) => stage.deploymentId === id))
      throw badRequest("Active stages pointing to this deployment must be moved or deleted");
    delete api.deployments[id];
    return undefined;
  },
} satisfies Operation;
