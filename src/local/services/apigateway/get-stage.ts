import type { GetStageRequest, Stage } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { needs } from "./required-permissions.ts";
import { presentApi, presentStage } from "./records.ts";
import { stageOutput } from "./stage/stage-output.ts";

export const getStage = {
  needs({ restApiId, stageName }: Validated<GetStageRequest>, call: Call) {
    return [needs(call, "GET", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  run({ restApiId, stageName }: Validated<GetStageRequest>, call: Call): Stage {
    return stageOutput(presentStage(presentApi(call, restApiId), stageName));
  },
} satisfies Operation;
