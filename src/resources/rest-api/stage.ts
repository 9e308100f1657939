import {
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetStageCommand,
  type PatchOperation,
  type Stage,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { isAwsError, orAbsent } from "../../aws/tolerate.ts";
import { retryWhile } from "../../aws/until.ts";
import type { Resource } from "../../engine/resource.ts";
import type { Work } from "../../engine/work.ts";
import { changesOf, compareFields } from "../compare.ts";
import { patiently } from "./patiently.ts";
import { type ApiDocument, putDefinition, type RestApiState } from "./rest-api.ts";

export interface StageState {
  /** The version of the document that the stage's deployment serves. */
  readonly deployed: string | undefined;
  readonly throttlingRateLimit: number | undefined;
  readonly throttlingBurstLimit: number | undefined;
  readonly accessLogDestination: string | undefined;
  readonly accessLogFormat: string | undefined;
}

export interface StageInput {
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  /** What the stage must serve. */
  readonly document: ApiDocument;
  /** Requests per second, and how many may come at once. */
  readonly throttling: { readonly rateLimit: number; readonly burstLimit: number };
  /** ARN without `:*`. */
  readonly accessLogGroupArn: string;
  readonly accessLogFormat: string;
  readonly needs: readonly Resource[];
}

/** How long a stage may refuse access logs after the account got its role (aws-behaviour 12, uncertain). */
const ACCOUNT_ROLE_SECONDS = 60;

/** The deployed stage: an immutable deployment of the API's definition, made only when that changed, with throttling and access logs. */
export function stage(input: StageInput): Resource<StageState> {
  const { name, restApi, document, needs } = input;
  const { version } = document;
  const settings = {
    throttlingRateLimit: input.throttling.rateLimit,
    throttlingBurstLimit: input.throttling.burstLimit,
    accessLogDestination: input.accessLogGroupArn,
    accessLogFormat: input.accessLogFormat,
  };
  return {
    id: "stage",
    kind: "API stage",
    name,
    needs: [restApi, ...needs],

    async read(work) {
      const api = work.stateOf(restApi);
      // An API whose definition was never put has no methods, so it cannot have been deployed.
      if (api?.version === undefined) return undefined;
      const { apigateway } = work.cloud;
      const found = await patiently(work, "GetStage", () =>
        orAbsent(apigateway.send(new GetStageCommand({ restApiId: api.id, stageName: name })), "NotFoundException"),
      );
      if (!found) return undefined;
      const deployment = await patiently(work, "GetDeployment", () =>
        orAbsent(
          apigateway.send(new GetDeploymentCommand({ restApiId: api.id, deploymentId: found.deploymentId })),
          "NotFoundException",
        ),
      );
      return stateOf(found, deployment?.description);
    },

    async create(work) {
      await deployDefinition(work);
      return stateOf({}, version);
    },

    diff: (state) => compareFields({ ...state }, { deployed: version, ...settings }),

    async update(work, _state, changes) {
      if (changesOf(changes, "deployed").length > 0) await deployDefinition(work);
      const operations = patchOperations(changes.map(({ field }) => field));
      if (operations.length === 0) return;
      const command = new UpdateStageCommand({
        restApiId: apiId(work),
        stageName: name,
        patchOperations: [...operations],
      });
      const wait = { for: "API Gateway to accept its CloudWatch role", seconds: ACCOUNT_ROLE_SECONDS, pauseSeconds: 5 };
      await retryWhile(work, wait, lacksAccountRole, () =>
        patiently(work, "UpdateStage", () => work.cloud.apigateway.send(command)),
      );
    },
  };

  async function deployDefinition(work: Work): Promise<void> {
    // What is deployed is whatever the API holds: somebody else's edits too, unless this run has just put the definition.
    const isPut = work.stateOf(restApi)?.version !== version;
    if (!isPut) await putDefinition(work, apiId(work), document);
    const command = new CreateDeploymentCommand({ restApiId: apiId(work), stageName: name, description: version });
    await patiently(work, "CreateDeployment", () => work.cloud.apigateway.send(command));
  }

  function apiId(work: Work): string {
    return work.stateOf(restApi)?.id ?? "";
  }

  function patchOperations(fields: readonly string[]): readonly PatchOperation[] {
    return PATHS.filter(({ field }) => fields.includes(field)).map(({ field, path }) => ({
      op: "replace",
      path,
      value: String(settings[field]),
    }));
  }
}

const PATHS = [
  { field: "throttlingRateLimit", path: "/*/*/throttling/rateLimit" },
  { field: "throttlingBurstLimit", path: "/*/*/throttling/burstLimit" },
  { field: "accessLogDestination", path: "/accessLogSettings/destinationArn" },
  { field: "accessLogFormat", path: "/accessLogSettings/format" },
] as const;

function stateOf(found: Stage, deployed: string | undefined): StageState {
  const all = found.methodSettings?.["*/*"];
  return {
    deployed,
    throttlingRateLimit: all?.throttlingRateLimit,
    throttlingBurstLimit: all?.throttlingBurstLimit,
    accessLogDestination: found.accessLogSettings?.destinationArn,
    accessLogFormat: found.accessLogSettings?.format,
  };
}

function lacksAccountRole(error: unknown): boolean {
  return isAwsError(error, "BadRequestException") && /CloudWatch Logs role ARN must be set/.test(error.message);
}
