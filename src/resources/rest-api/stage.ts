import { type PatchOperation, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { isAwsError } from "../../aws/undefined-on.ts";
import type { Change, KnownStates, Resource } from "../../engine/resource.ts";
import { retryWhile } from "../../engine/wait.ts";
import { compareFields, hasChange } from "../compare.ts";
import { type DesiredFields, matchesFingerprint } from "../fingerprints.ts";
import { KIND } from "../kinds.ts";
import { isRolledBack, releasesIn } from "../release.ts";
import type { AccountState } from "./account.ts";
import { type DeploymentInput, type DeploymentState, deployDefinition, stageDescription } from "./deployment.ts";
import { pruneDeployments } from "./deployments.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { ALL_METHODS, type Stray, straysIn } from "./stage-strays.ts";

export interface StageState {
  readonly deploymentId: string;
  /** The version of the document that the stage serves, if known. */
  readonly version: string | undefined;
  readonly description: string | undefined;
  readonly settings: StageSettings;
  readonly strays: readonly Stray[];
}

/** The settings of the stage, named as in a plan. */
export interface StageSettings {
  /** Requests per second. */
  readonly throttlingRateLimit: number | undefined;
  readonly throttlingBurstLimit: number | undefined;
  /** The ARN of the log group, without `:*`. */
  readonly accessLogDestination: string | undefined;
  readonly accessLogFormat: string | undefined;
}

interface StageInput extends DeploymentInput {
  readonly deployment: Resource<DeploymentState>;
  readonly settings: StageSettings;
  /** The role that API Gateway uses to write the access log. */
  readonly account: Resource<AccountState>;
  readonly needs: readonly Resource[];
}

/** A stage may reject access logs for this long after a role is added to the account's settings. */
const ACCOUNT_ROLE_SECONDS = 60;

/** The stage: the document that it serves, and its settings for throttling and the access log. */
export function stage(input: StageInput): Resource<StageState> {
  const { cloud, name, restApi, deployment, settings, document, account, needs } = input;
  const { version } = document;
  const desired: DesiredFields = { version, ...settings };
  return {
    id: "stage",
    kind: KIND.stage,
    name,
    needs: [restApi, deployment, account, ...needs],

    read: async ({ stateOf }) => fromDeployment(stateOf(deployment)),
    create: async ({ stateOf }) => fromDeployment(stateOf(deployment)),

    diff: (state, states) => [
      ...compareFields(
        { ...state, ...state.settings },
        canHaveLog(states) === false ? { ...desired, ...WITHOUT_LOG } : desired,
      ),
      ...state.strays.map(({ field, from }): Change => ({ field, from, to: undefined })),
      ...(state.version === version
        ? compareFields({ ...state }, { description: stageDescription(version, state.deploymentId) })
        : []),
    ],

    // The API's tags store the stage's fingerprints.
    matchesLastDeploy({ strays }, field, { stateOf }) {
      const { tags = {} } = stateOf(restApi) ?? {};
      if (field === "version" && isRolledBack(tags)) return false;
      const isDrift = field === "description" || strays.some((stray) => stray.field === field);
      return isDrift || matchesFingerprint(tags, field, desired[field]);
    },

    async update(context, state, changes) {
      const needsDeployment = hasChange(changes, "version");
      const deploymentId = needsDeployment
        ? await deployDefinition(input, context.stateOf(restApi))
        : state.deploymentId;
      const isDescribed = !hasChange(changes, "version", "description");
      // During a deployment, LocalStack and similar endpoints replace the stage, so every setting is set again; on AWS,
      // this changes nothing.
      const fields = needsDeployment ? PATHS.map(({ field }) => field) : changes.map(({ field }) => field);
      const logOperations = operationsFor(fields.filter(isLogField));
      const otherOperations = [
        ...operationsFor(fields.filter((field) => !isLogField(field))),
        ...state.strays.map(({ path }): PatchOperation => ({ op: "remove", path })),
        ...(isDescribed ? [] : [replaceOperation("/description", stageDescription(version, deploymentId))]),
      ];
      if (canHaveLog(context)) await patchStage(context, [...otherOperations, ...logOperations]);
      else {
        // Sets the limits first, because the account's role can be delayed, or may never exist.
        await patchStage(context, otherOperations);
        await context.waitFor([account]);
        if (canHaveLog(context)) await patchStage(context, logOperations);
      }
      if (needsDeployment)
        await pruneDeployments(cloud, apiId(context), { serving: deploymentId, versions: knownVersions(context) });
    },
  };

  /** Whether the stage can have an access log; undefined while the account's role is being created. */
  function canHaveLog({ stateOf }: KnownStates): boolean | undefined {
    const state = stateOf(account);
    return state && state.roleArn !== undefined;
  }

  async function patchStage(states: KnownStates, patchOperations: readonly PatchOperation[]): Promise<void> {
    if (patchOperations.length === 0) return;
    const input = { restApiId: apiId(states), stageName: name, patchOperations: [...patchOperations] };
    const wait = { for: "API Gateway to accept its CloudWatch role", seconds: ACCOUNT_ROLE_SECONDS, pauseSeconds: 5 };
    await retryWhile(cloud, wait, lacksAccountRole, () =>
      retryOnConflict(cloud, "UpdateStage", () => cloud.apigateway.send(new UpdateStageCommand(input))),
    );
  }

  function apiId(states: KnownStates): string {
    return states.stateOf(restApi)?.id ?? "";
  }

  /** The versions of the documents that the stage serves or that a rollback may need. */
  function knownVersions(states: KnownStates): ReadonlySet<string> {
    const { current, others } = releasesIn(states.stateOf(restApi)?.tags ?? {});
    return new Set([version, ...(current ? [current, ...others] : others).map((release) => release.document)]);
  }

  function operationsFor(fields: readonly string[]): readonly PatchOperation[] {
    return PATHS.filter(({ field }) => fields.includes(field)).map(({ field, path }) =>
      replaceOperation(path, String(settings[field])),
    );
  }
}

/** The access log settings of a stage while API Gateway has no role for logs. */
const WITHOUT_LOG = { accessLogDestination: undefined, accessLogFormat: undefined };

function isLogField(field: string): boolean {
  return field in WITHOUT_LOG;
}

const PATHS = [
  { field: "throttlingRateLimit", path: "/*/*/throttling/rateLimit" },
  { field: "throttlingBurstLimit", path: "/*/*/throttling/burstLimit" },
  { field: "accessLogDestination", path: "/accessLogSettings/destinationArn" },
  { field: "accessLogFormat", path: "/accessLogSettings/format" },
] as const;

function replaceOperation(path: string, value: string): PatchOperation {
  return { op: "replace", path, value };
}

function fromDeployment(found: DeploymentState | undefined): StageState | undefined {
  if (!found) return undefined;
  const { deploymentId, version, stage } = found;
  const all = stage.methodSettings?.[ALL_METHODS];
  return {
    deploymentId,
    version,
    description: stage.description,
    settings: {
      throttlingRateLimit: all?.throttlingRateLimit,
      throttlingBurstLimit: all?.throttlingBurstLimit,
      accessLogDestination: stage.accessLogSettings?.destinationArn,
      accessLogFormat: stage.accessLogSettings?.format,
    },
    strays: straysIn(stage),
  };
}

/** API Gateway can take a few seconds to detect that the account has a role. */
function lacksAccountRole(error: unknown): boolean {
  return isAwsError(error, "BadRequestException") && /CloudWatch Logs role ARN must be set/.test(error.message);
}
