import {
  CreateDeploymentCommand,
  DeleteStageCommand,
  type PatchOperation,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { TEST_STACK } from "../stack.ts";
import { putOtherDefinition } from "./api-drifts.ts";
import { type Account, apiRecord, type Drift, GROUP_ARN } from "./drift.ts";

/** Paths of the stage, the values that a user sets, and the fields that a plan reports. */
const STAGE_SETTINGS: readonly (readonly [what: string, field: string, path: string, value: string])[] = [
  ["the stage's rate limit", "throttlingRateLimit", "/*/*/throttling/rateLimit", "7"],
  ["the stage's burst limit", "throttlingBurstLimit", "/*/*/throttling/burstLimit", "7"],
  ["the stage's access log", "accessLogDestination", "/accessLogSettings/destinationArn", GROUP_ARN],
  ["the stage's log format", "accessLogFormat", "/accessLogSettings/format", '{"requestId":"$context.requestId"}'],
  ["the stage's description", "version", "/description", "by hand"],
  ["a throttling limit of one method", "methodSettings.items/GET", "/~1items/GET/throttling/rateLimit", "0"],
  ["a variable of the stage", "variables.mode", "/variables/mode", "test"],
];

export const STAGE_DRIFTS: readonly Drift[] = [
  ...STAGE_SETTINGS.map(
    ([what, field, path, value]): Drift => ({
      what,
      apply: (at) => updateStage(at, { op: "replace", path, value }),
      finds: { stage: [field] },
      repairs: field === "version" ? ["CreateDeployment", "PutRestApi", "UpdateStage"] : ["UpdateStage"],
    }),
  ),
  {
    what: "the stage's access log removed",
    apply: (at) => updateStage(at, { op: "remove", path: "/accessLogSettings" }),
    finds: { stage: ["accessLogDestination", "accessLogFormat"] },
    repairs: ["UpdateStage"],
  },
  {
    what: "the stage's limits removed",
    apply: (at) => updateStage(at, { op: "remove", path: "/*/*" }),
    finds: { stage: ["throttlingRateLimit", "throttlingBurstLimit"] },
    repairs: ["UpdateStage"],
  },
  {
    what: "another definition deployed to the stage",
    async apply(at) {
      await putOtherDefinition(at);
      await deployByHand(at);
    },
    finds: { "rest-api": ["name", "description", "version"], stage: ["version"] },
    repairs: ["CreateDeployment", "PutRestApi", "UpdateStage"],
  },
  {
    what: "the same definition deployed by hand",
    apply: deployByHand,
    finds: { stage: ["version"] },
    repairs: ["CreateDeployment", "PutRestApi", "UpdateStage"],
  },
  {
    what: "the stage removed",
    apply: (at) =>
      at.cloud.apigateway.send(new DeleteStageCommand({ restApiId: apiRecord(at).id, stageName: TEST_STACK.stage })),
    finds: { deployment: "create", stage: "create" },
    repairs: ["CreateDeployment", "PutRestApi", "UpdateStage"],
  },
];

function updateStage(at: Account, operation: PatchOperation): Promise<unknown> {
  return at.cloud.apigateway.send(
    new UpdateStageCommand({
      restApiId: apiRecord(at).id,
      stageName: TEST_STACK.stage,
      patchOperations: [operation],
    }),
  );
}

function deployByHand(at: Account): Promise<unknown> {
  return at.cloud.apigateway.send(
    new CreateDeploymentCommand({ restApiId: apiRecord(at).id, stageName: TEST_STACK.stage }),
  );
}
