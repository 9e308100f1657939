import type { DeleteDeploymentRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest } from "./errors.ts";
import { requireApi, requireDeployment } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";

export const deleteDeployment = {
  needs({ restApiId, deploymentId }: Validated<DeleteDeploymentRequest>, call: Call) {
    return [requiredPermissions(call, "DELETE", `/restapis/${restApiId}/deployments/${deploymentId}`)];
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
