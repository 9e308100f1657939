import { CreateDeploymentCommand, GetStageCommand, type Stage } from "@aws-sdk/client-api-gateway";
import type { ApiDocument } from "../../api/gateway-document.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import type { Resource } from "../../engine/resource.ts";
import { putDefinition } from "./definition.ts";
import { deploymentDescription } from "./deployments.ts";
import type { RestApiState } from "./rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** A stage as it is there, and which version of the document its deployment was made of. */
export interface DeploymentState {
  readonly deploymentId: string;
  /** Undefined when somebody else deployed, or a deploy ended before it could note what it had deployed. */
  readonly version: string | undefined;
  readonly stage: Pick<Stage, "description" | "methodSettings" | "accessLogSettings" | "variables">;
}

export interface DeploymentInput {
  readonly cloud: Cloud;
  /** The stage's name. */
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  readonly document: ApiDocument;
}

/**
 * The first deployment of the API, which makes its stage: as early as can be, for a new stage answers reliably only some ten seconds later
 * (aws-behaviour 1.10), and its functions take as long. Whatever is deployed later is the stage's, once the functions are ready for it.
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

/** A stage as it is there. */
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

/** Deploys our definition to the stage and answers the deployment's id. */
export async function deployDefinition(
  { cloud, name, document }: DeploymentInput,
  api: RestApiState | undefined,
): Promise<string> {
  const restApiId = api?.id ?? "";
  // What is deployed is whatever the API holds: somebody else's edits too, unless this run has just put the definition.
  const isPut = api?.version !== document.version;
  if (!isPut) await putDefinition(cloud, restApiId, document);
  const command = new CreateDeploymentCommand({
    restApiId,
    stageName: name,
    description: deploymentDescription(document),
  });
  const { id = "" } = await retryOnConflict(cloud, "CreateDeployment", () => cloud.apigateway.send(command));
  return id;
}

/** What the stage notes of its deployment. A deployment never changes, so that its id tells what really serves: no other id is ours. */
export function deploymentNote(version: string, deploymentId: string): string {
  return `Document ${version}, deployment ${deploymentId}`;
}

function stateOf(found: Stage): DeploymentState {
  const { description, methodSettings, accessLogSettings, variables, deploymentId = "" } = found;
  const version = /^Document (\w+), /.exec(description ?? "")?.[1];
  const isNoted = version !== undefined && description === deploymentNote(version, deploymentId);
  return {
    deploymentId,
    version: isNoted ? version : undefined,
    stage: { description, methodSettings, accessLogSettings, variables },
  };
}
