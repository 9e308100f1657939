import { CreateDeploymentCommand, GetRestApiCommand, GetStageCommand, type Stage } from "@aws-sdk/client-api-gateway";
import type { ApiDocument } from "../../api/gateway-document.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import type { Resource } from "../../engine/resource.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { putDefinition } from "./definition.ts";
import { formatDescription } from "./deployment-description.ts";
import type { RestApiState } from "./rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** The actual stage, and the version of the document that its deployment was created from. */
export interface DeploymentState {
  readonly deploymentId: string;
  /**
   * From the stage's description; undefined if the description does not name the current deployment, for example after
   * a deployment outside todo-api or an interrupted deploy.
   */
  readonly version: string | undefined;
  readonly stage: Pick<Stage, "description" | "methodSettings" | "accessLogSettings" | "variables">;
}

export interface DeploymentInput {
  readonly cloud: Cloud;
  /** The name of the stage. */
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  readonly document: ApiDocument;
}

/**
 * The API's first deployment, which creates the stage early, because a new stage takes about ten seconds to
 * respond reliably. The `stage` resource creates later deployments.
 */
export function deployment(input: DeploymentInput): Resource<DeploymentState> {
  const { cloud, name, restApi, document } = input;
  return {
    id: "deployment",
    kind: "API deployment",
    name,
    needs: [restApi],

    async read({ stateOf }) {
      const restApiId = stateOf(restApi)?.id;
      if (restApiId === undefined) return undefined;
      return readStage(cloud, restApiId, name);
    },

    async create({ stateOf }) {
      const deploymentId = await deployDefinition(input, stateOf(restApi));
      return { deploymentId, version: document.version, stage: {} };
    },

    diff: () => [],
    matchesLastDeploy: () => true,
    update: async () => {},
  };
}

/** Reads a stage; returns undefined if it does not exist. */
export async function readStage(
  cloud: Cloud,
  restApiId: string,
  stageName: string,
): Promise<DeploymentState | undefined> {
  const command = new GetStageCommand({ restApiId, stageName });
  const found = await retryOnConflict(cloud, "GetStage", () =>
    undefinedOn(cloud.apigateway.send(command), "NotFoundException"),
  );
  return found && stateOf(found);
}

/** The maximum number of attempts. An attempt is repeated if a concurrent run has replaced the definition. */
const MAX_DEPLOYMENTS = 3;

/** Deploys our definition to the stage and returns the deployment's ID. */
export async function deployDefinition(
  { cloud, name, document }: DeploymentInput,
  api: RestApiState | undefined,
): Promise<string> {
  const restApiId = api?.id ?? "";
  // A deployment copies whatever definition the API has, including edits made outside todo-api, so the API's
  // definition is first replaced with ours. If the API had a different version when it was read, this run has already
  // replaced it.
  let isPut = api?.version !== document.version;
  const command = new CreateDeploymentCommand({
    restApiId,
    stageName: name,
    description: formatDescription(document),
  });
  for (let count = 1; count <= MAX_DEPLOYMENTS; count += 1) {
    if (!isPut) await putDefinition(cloud, restApiId, document);
    const { id = "" } = await retryOnConflict(cloud, "CreateDeployment", () => cloud.apigateway.send(command));
    if (await hasDefinition(cloud, restApiId, document)) return id;
    isPut = false;
  }
  throw new TodoApiError(
    "definition-replaced",
    EXIT.failure,
    `another run replaced the definition of the API ${restApiId} while it was being deployed; deploy again when that run has finished`,
  );
}

/** Whether the API still has our definition. If not, the deployment may contain a concurrent run's definition. */
async function hasDefinition(cloud: Cloud, restApiId: string, document: ApiDocument): Promise<boolean> {
  const { version } = await retryOnConflict(cloud, "GetRestApi", () =>
    cloud.apigateway.send(new GetRestApiCommand({ restApiId })),
  );
  // Some AWS-compatible endpoints do not return the version.
  return version === undefined || version === document.version;
}

/** The description of a stage that serves this deployment. */
export function stageDescription(version: string, deploymentId: string): string {
  return `Document ${version}, deployment ${deploymentId}`;
}

function stateOf(found: Stage): DeploymentState {
  const { description, methodSettings, accessLogSettings, variables, deploymentId = "" } = found;
  const version = /^Document (\w+), /.exec(description ?? "")?.[1];
  const isRecorded = version !== undefined && description === stageDescription(version, deploymentId);
  return {
    deploymentId,
    version: isRecorded ? version : undefined,
    stage: { description, methodSettings, accessLogSettings, variables },
  };
}
