import type { DeleteStageRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireApi, requireStage } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";

export const deleteStage = {
  needs({ restApiId, stageName }: Validated<DeleteStageRequest>, call: Call) {
    return [requiredPermissions(call, "DELETE", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  run({ restApiId, stageName }: Validated<DeleteStageRequest>, call: Call) {
    const api = requireApi(call, restApiId);
    delete api.stages[requireStage(api, stageName).name];
    return undefined;
  },
} satisfies Operation;
