import type { DeleteStageRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { needs } from "./required-permissions.ts";
import { presentApi, presentStage } from "./records.ts";

export const deleteStage = {
  needs({ restApiId, stageName }: Validated<DeleteStageRequest>, call: Call) {
    return [needs(call, "DELETE", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  run({ restApiId, stageName }: Validated<DeleteStageRequest>, call: Call) {
    const api = presentApi(call, restApiId);
    delete api.stages[presentStage(api, stageName).name];
    return undefined;
  },
} satisfies Operation;
