import type {
  CreateStageRequest,
  DeleteStageRequest,
  GetStageRequest,
  GetStagesRequest,
  Stage,
  Stages,
  UpdateStageRequest,
} from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../operation.ts";
import { badRequest, conflict } from "./errors.ts";
import { changeUsagePlans, findDeployment, findStage, requireApi, requireStage } from "./records.ts";
import { creationPermissions, requiredPermission } from "./required-permission.ts";
import { checkAccessLog } from "./stage/access-log-settings.ts";
import { checkStageName, newStage } from "./stage/new-stage.ts";
import { patchStage } from "./stage/patch-stage.ts";
import { stageOutput } from "./stage/stage-output.ts";
import { checkTags } from "./tags.ts";
import { withoutStages } from "./usage-plans/attached-stages.ts";

export const createStage = {
  permissions({ restApiId, stageName, tags = {} }: Validated<CreateStageRequest>, call: Call) {
    const path = `/restapis/${restApiId}/stages`;
    return creationPermissions(call, path, tags, `${path}/${stageName}`);
  },

  run(input: Validated<CreateStageRequest>, call: Call): Stage {
    const { restApiId, stageName, deploymentId, description, variables = {}, tags = {} } = input;
    const api = requireApi(call, restApiId);
    checkStageName(stageName);
    checkTags(tags);
    if (findStage(api, stageName)) throw conflict("Stage already exists");
    if (!findDeployment(api, deploymentId)) throw badRequest("Deployment id does not exist");
    const stage = { ...newStage(stageName, deploymentId, call.cloud.clock.now()), description, variables, tags };
    api.stages[stageName] = stage;
    return stageOutput(stage);
  },
} satisfies Operation;

export const getStage = {
  permissions({ restApiId, stageName }: Validated<GetStageRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  run({ restApiId, stageName }: Validated<GetStageRequest>, call: Call): Stage {
    return stageOutput(requireStage(requireApi(call, restApiId), stageName));
  },
} satisfies Operation;

export const getStages = {
  permissions({ restApiId }: Validated<GetStagesRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/stages`)];
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

export const updateStage = {
  permissions({ restApiId, stageName }: Validated<UpdateStageRequest>, call: Call) {
    return [requiredPermission(call, "PATCH", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  /** Applies all patch operations or none. */
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

export const deleteStage = {
  permissions({ restApiId, stageName }: Validated<DeleteStageRequest>, call: Call) {
    return [requiredPermission(call, "DELETE", `/restapis/${restApiId}/stages/${stageName}`)];
  },

  run({ restApiId, stageName }: Validated<DeleteStageRequest>, call: Call) {
    const api = requireApi(call, restApiId);
    delete api.stages[requireStage(api, stageName).name];
    // AWS removes a deleted stage from usage plans: https://github.com/hashicorp/terraform-provider-aws/issues/14100
    changeUsagePlans(call, (plan) =>
      withoutStages(plan, (attached) => attached.apiId === api.id && attached.stage === stageName),
    );
    return undefined;
  },
} satisfies Operation;
