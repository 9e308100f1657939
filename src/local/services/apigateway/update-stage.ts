import type { Stage, UpdateStageRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireApi, requireStage } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { checkAccessLog } from "./stage/access-log-settings.ts";
import { patchStage } from "./stage/patch-stage.ts";
import { stageOutput } from "./stage/stage-output.ts";

export const updateStage = {
  needs({ restApiId, stageName }: Validated<UpdateStageRequest>, call: Call) {
    return [requiredPermissions(call, "PATCH", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  /** All of the patch operations or none. */
  run({ restApiId, stageName, patchOperations = [] }: Validated<UpdateStageRequest>, call: Call): Stage {
    const api = requireApi(call, restApiId);
    const before = requireStage(api, stageName);
    const now = call.cloud.clock.now();
    const patched = patchOperations.reduce((stage, operation) => patchStage(api, stage, operation, now), before);
    if (patched.accessLog !== before.accessLog) checkAccessLog(call, patched.accessLog);
    const stage = { ...patched, updatedAt: now };
    api.stages[stageName] = stage;
    return stageOutput(stage);
  },
} satisfies Operation;
