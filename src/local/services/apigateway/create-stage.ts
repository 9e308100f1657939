import type { CreateStageRequest, Stage } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest, conflict } from "./errors.ts";
import { findDeployment, findStage, requireApi } from "./records.ts";
import { arnOf, requestTags, requiredPermissions, tagPermission } from "./required-permissions.ts";
import { checkStageName, newStage } from "./stage/new-stage.ts";
import { stageOutput } from "./stage/stage-output.ts";
import { checkTags } from "./tags.ts";

export const createStage = {
  needs({ restApiId, stageName, tags = {} }: Validated<CreateStageRequest>, call: Call) {
    const path = `/restapis/${restApiId}/stages`;
    const create = requiredPermissions(call, "POST", path, requestTags(tags));
    if (Object.keys(tags).length === 0) return [create];
    return [create, tagPermission(call, "PUT", arnOf(call.region, `${path}/${stageName}`), tags)];
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
