import type { GetStagesRequest, Stages } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { stageOutput } from "./stage/stage-output.ts";

export const getStages = {
  needs({ restApiId }: Validated<GetStagesRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}/stages`)];
  },

  run({ restApiId, deploymentId }: Validated<GetStagesRequest>, call: Call): Stages {
    const stages = Object.values(requireApi(call, restApiId).stages);
    return {
      item: stages
        .filter((stage) => deploymentId === undefined || stage.deploymentId === deploymentId)
        .map(stageOutput),
    };
  },
} satisfies Operation;
