import { UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import type { Resource } from "../../engine/resource.ts";
import { compareFields } from "../compare.ts";
import { KIND } from "../kinds.ts";
import { type DeploymentState, stageDescription } from "./deployment.ts";
import type { RestApiState } from "./rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

interface RollbackStageInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  readonly deployment: Resource<DeploymentState>;
  /** The deployment to serve, and the version of its document. */
  readonly deploymentId: string;
  readonly version: string;
  readonly needs: readonly Resource[];
}

/** A stage that serves an earlier deployment again; the API's definition and the stage's settings do not change. */
export function rollbackStage(input: RollbackStageInput): Resource<DeploymentState> {
  const { cloud, name, restApi, deployment, deploymentId, version, needs } = input;
  const description = stageDescription(version, deploymentId);
  return {
    id: "stage",
    kind: KIND.stage,
    name,
    needs: [restApi, deployment, ...needs],

    read: async ({ stateOf }) => stateOf(deployment),
    create: async ({ stateOf }) => stateOf(deployment),

    diff: (state) => [
      ...compareFields({ ...state }, { deploymentId }),
      ...compareFields({ ...state.stage }, { description }),
    ],

    matchesLastDeploy: () => false,

    async update({ stateOf }) {
      const command = new UpdateStageCommand({
        restApiId: stateOf(restApi)?.id ?? "",
        stageName: name,
        patchOperations: [
          { op: "replace", path: "/deploymentId", value: deploymentId },
          { op: "replace", path: "/description", value: description },
        ],
      });
      await retryOnConflict(cloud, "UpdateStage", () => cloud.apigateway.send(command));
    },
  };
}
