import type { GetStageRequest, Stage } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireApi, requireStage } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { stageOutput } from "./stage/stage-output.ts";

export const getStage = {
  needs({ restApiId, stageName }: Validated<GetStageRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  run({ restApiId, stageName }: Validated<GetStageRequest>, call: Call): Stage {
    return stageOutput(requireStage(requireApi(call, restApiId), stageName));
  },
} satisfies Operation;
